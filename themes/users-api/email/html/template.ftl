<#-- The frame of every mail: tables and inline styles only, because mail clients drop style sheets. -->
<#macro emailLayout>
<!DOCTYPE html>
<html lang="${locale.toLanguageTag()}" dir="${ltr?then('ltr', 'rtl')}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${subject}</title>
</head>
<body style="margin: 0; padding: 0; background-color: #ffffff;">
  <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
    <tr>
      <td align="center" style="padding: 24px 16px;">
        <table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0" style="width: 100%; max-width: 560px;">
          <tr>
            <td dir="${ltr?then('ltr', 'rtl')}" align="${ltr?then('left', 'right')}" style="padding: 0 0 16px 0; border-bottom: 1px solid #d2d2d2; font-family: Arial, Helvetica, sans-serif; font-size: 14px; line-height: 20px; color: #4d4d4d;"><bdi>${realmName}</bdi></td>
          </tr>
          <tr>
            <td dir="${ltr?then('ltr', 'rtl')}" align="${ltr?then('left', 'right')}" style="padding: 16px 0 0 0; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 24px; color: #151515;">
<#nested>
            </td>
          </tr>
        </table>
      </td>
    </tr>
  </table>
</body>
</html>
</#macro>

<#-- A link as a button, when it ends, and the same link to copy where the button does not work. -->
<#macro action label>
<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin: 24px 0;">
  <tr>
    <td bgcolor="#0066cc" style="background-color: #0066cc; border-radius: 4px;"><a href="${link}" style="display: inline-block; padding: 12px 24px; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 24px; font-weight: bold; color: #ffffff; text-decoration: none;">${label}</a></td>
  </tr>
</table>
<p style="margin: 0 0 16px 0;">${msg("usersApi.mail.expiry", linkExpirationFormatter(linkExpiration))}</p>
</#macro>

<#macro closing ignore>
<p style="margin: 0 0 16px 0;">${ignore}</p>
<p style="margin: 24px 0 4px 0; font-size: 13px; line-height: 20px; color: #4d4d4d;">${msg("usersApi.mail.copyLink")}</p>
<p dir="ltr" align="left" style="margin: 0 0 16px 0; font-size: 13px; line-height: 20px; color: #4d4d4d; word-break: break-all;"><a href="${link}" style="color: #0066cc;">${link}</a></p>
</#macro>
