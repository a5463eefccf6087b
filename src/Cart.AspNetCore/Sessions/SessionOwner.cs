namespace Cart.AspNetCore;

/// <summary>The name under which <see cref="Cart.Engine.IUserCarts"/> keeps the carts of a session, beside those of users.</summary>
internal static class SessionOwner
{
    // No user is called so: a user's name holds no control character.
    public static string Of(string sessionId) => "\u0001session " + sessionId;
}
