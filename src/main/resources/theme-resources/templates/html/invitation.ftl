<#import "template.ftl" as layout>
<@layout.emailLayout>
<p>${msg("usersApi.mail.invitation.reason", realmName)}</p>
<p><a href="${link}">${msg("usersApi.mail.invitation.action")}</a></p>
<p>${msg("usersApi.mail.invitation.expiry", linkExpirationFormatter(linkExpiration))}</p>
<p>${msg("usersApi.mail.invitation.ignore")}</p>
</@layout.emailLayout>
