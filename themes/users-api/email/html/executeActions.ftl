<#import "template.ftl" as layout>
<@layout.emailLayout>
<h1 style="margin: 0 0 16px 0; font-size: 22px; line-height: 28px; font-weight: bold;">${msg("executeActionsSubject")}</h1>
<p style="margin: 0 0 16px 0;">${msg("usersApi.mail.actions.reason", realmName)}</p>
<#if requiredActions?? && requiredActions?has_content>
<ul style="margin: 0 0 16px 0; padding: 0 24px;">
<#list requiredActions as requiredAction>
  <li>${msg("requiredAction." + requiredAction)}</li>
</#list>
</ul>
</#if>
<@layout.action msg("usersApi.mail.actions.action")/>
<@layout.closing msg("usersApi.mail.actions.ignore")/>
</@layout.emailLayout>
