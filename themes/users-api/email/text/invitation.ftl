<#ftl output_format="plainText">
${msg("usersApi.mail.invitation.reason", realmName)}

${msg("usersApi.mail.invitation.action")}:
${link}

${msg("usersApi.mail.invitation.expiry", linkExpirationFormatter(linkExpiration))}

${msg("usersApi.mail.invitation.ignore")}
