package io.usersapi.keycloak.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usersapi.keycloak.support.Chromium;
import io.usersapi.keycloak.support.ServerProcess;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The page of the demo shows a mail as a mail program does, and lets nothing in it run. */
class MailPageTest {

    @RegisterExtension
    static final Chromium BROWSER = Chromium.shared();

    @TempDir
    Path directory;

    private String window;

    @BeforeEach
    void rememberTheWindow() {
        window = BROWSER.driver().getWindowHandle();
    }

    /** The browser goes on to other classes, in the window that it had. */
    @AfterEach
    void closeOtherWindows() {
        BROWSER.driver().getWindowHandles().stream()
                .filter(handle -> !handle.equals(window))
                .forEach(handle -> BROWSER.driver().switchTo().window(handle).close());
        BROWSER.driver().switchTo().window(window);
    }

    @Test
    void aMailIsShownAsAPersonSeesIt() throws Exception {
        Mailbox mailbox = Mailbox.in(directory);
        int port = ServerProcess.freePort();
        new MailPage(mailbox).listen(port);
        mailbox.add(mail(
                "A <new> password",
                "Follow http://localhost:%d/plain".formatted(port),
                "<h1 style='color: rgb(1, 2, 3)'>Set it</h1><a href='http://localhost:%d/followed'>here</a><script>document.title = 'ran'</script>"
                        .formatted(port)));

        BROWSER.open("http://localhost:" + port);
        assertEquals("A <new> password", BROWSER.see(By.tagName("h2")).getText());
        assertTrue(BROWSER.see(By.tagName("article")).getText().contains("To: ada@example.org"));
        BROWSER.driver().switchTo().frame(BROWSER.see(By.tagName("iframe")));
        WebElement heading = BROWSER.see(By.tagName("h1"));
        assertEquals("Set it", heading.getText());
        assertEquals("rgba(1, 2, 3, 1)", heading.getCssValue("color"));
        assertEquals("", BROWSER.driver().executeScript("return document.title"));
        BROWSER.click(By.linkText("here"));
        BROWSER.driver().getWindowHandles().forEach(BROWSER.driver().switchTo()::window);
        BROWSER.seeAddress("http://localhost:" + port + "/followed");
    }

    private static MimeMessage mail(String subject, String text, String html) throws Exception {
        MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()));
        mail.setFrom(new InternetAddress("keycloak@example.org"));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.org"));
        mail.setSubject(subject);
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, "UTF-8");
        MimeBodyPart page = new MimeBodyPart();
        page.setContent(html, "text/html; charset=UTF-8");
        mail.setContent(new MimeMultipart("alternative", plain, page));
        mail.saveChanges();
        return mail;
    }
}
