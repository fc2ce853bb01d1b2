package io.usersapi.examples.generated;

import io.usersapi.client.ApiClient;
import io.usersapi.client.ApiException;
import io.usersapi.client.api.TokensApi;
import io.usersapi.client.api.UsersApi;
import io.usersapi.client.model.IssueTokenRequest;
import io.usersapi.client.model.PasswordGrant;
import io.usersapi.client.model.User;

/** Lists the users of a realm by the generated client: {@code USERS_API}, {@code EMAIL}, {@code PASSWORD}. */
public final class ListUsers {

    private ListUsers() {}

    /** Signs in, asks for the first page and prints a line for each user. */
    public static void main(String[] arguments) throws ApiException {
        ApiClient client = new ApiClient();
        client.updateBaseUri(System.getenv().getOrDefault("USERS_API", "http://localhost:8080/api"));
        PasswordGrant credentials =
                new PasswordGrant().email(System.getenv("EMAIL")).password(System.getenv("PASSWORD"));
        String token = new TokensApi(client)
                .issueToken(new IssueTokenRequest(credentials), null)
                .getAccessToken();
        client.setRequestInterceptor(request -> request.setHeader("Authorization", "Bearer " + token));
        for (User user : new UsersApi(client)
                .listUsers(1, 20, null, null, null, null, null, null, null, null, null, null, null, null, null)
                .getData()) {
            System.out.println(user.getId() + " " + user.getEmail() + " " + user.getStatus());
        }
    }
}
