<#import "template.ftl" as layout>
<@layout.emailLayout>
<h1 style="margin: 0 0 16px 0; font-size: 22px; line-height: 28px; font-weight: bold;">${msg("passwordResetSubject")}</h1>
<p style="margin: 0 0 16px 0;"><#if requestedByAdministrator!false>${msg("usersApi.mail.reset.reasonAdministrator", realmName)}<#else>${msg("usersApi.mail.reset.reasonUser", realmName)}</#if></p>
<@layout.action msg("usersApi.mail.reset.action")/>
<@layout.closing msg("usersApi.mail.reset.ignore")/>
</@layout.emailLayout>
