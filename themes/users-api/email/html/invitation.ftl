<#import "template.ftl" as layout>
<@layout.emailLayout>
<h1 style="margin: 0 0 16px 0; font-size: 22px; line-height: 28px; font-weight: bold;">${msg("usersApi.mail.invitation.subject", realmName)}</h1>
<p style="margin: 0 0 16px 0;">${msg("usersApi.mail.invitation.reason", realmName)}</p>
<@layout.action msg("usersApi.mail.invitation.action")/>
<@layout.closing msg("usersApi.mail.invitation.ignore")/>
</@layout.emailLayout>
