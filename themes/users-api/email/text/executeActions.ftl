<#ftl output_format="plainText">
${msg("usersApi.mail.actions.reason", realmName)}

<#if requiredActions?? && requiredActions?has_content>
<#list requiredActions as requiredAction>
- ${msg("requiredAction." + requiredAction)}
</#list>

</#if>
${msg("usersApi.mail.actions.action")}:
${link}

${msg("usersApi.mail.expiry", linkExpirationFormatter(linkExpiration))}

${msg("usersApi.mail.actions.ignore")}
