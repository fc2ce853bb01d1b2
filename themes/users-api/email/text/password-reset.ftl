<#ftl output_format="plainText">
<#if requestedByAdministrator!false>${msg("usersApi.mail.reset.reasonAdministrator", realmName)}<#else>${msg("usersApi.mail.reset.reasonUser", realmName)}</#if>

${msg("usersApi.mail.reset.action")}:
${link}

${msg("usersApi.mail.expiry", linkExpirationFormatter(linkExpiration))}

${msg("usersApi.mail.reset.ignore")}
