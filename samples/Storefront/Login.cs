using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cart.Engine;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Connections;
using Microsoft.Net.Http.Headers;

namespace Storefront;

/// <summary>
/// Signs demo users in and out, in Development only: any name is accepted without a password. The order of the steps matters: the request gets its
/// user first, then the cart.
/// </summary>
internal static class Login
{
    // The engine's own limit, beyond which it throws a CartRefusedException.
    private const int MaxLength = 255;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static void MapLogin(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            return;
        }

        var group = app.MapGroup("");
        group.AddEndpointFilter(static async (invocation, next) => Browsers.CameFromElsewhere(invocation.HttpContext.Request)
            ? Problem(StatusCodes.Status403Forbidden, "cross_site_request", "A page of another site may not sign anybody in or out.")
            : await next(invocation));
        group.MapPost("/login", (Delegate)LogInAsync).ExcludeFromDescription();
        group.MapPost("/logout", (Delegate)LogOutAsync).ExcludeFromDescription();
    }

    /// <summary>Returns whether a text is a valid user name.</summary>
    public static bool IsName(string? user) =>
        user is { Length: >= 1 and <= MaxLength } && user.Trim() == user && user.EnumerateRunes().All(IsVisible);

    /// <summary>Signs a user in, and merges the guest's cart into the user's.</summary>
    public static async Task SignInAsync(HttpContext context, ShoppingCart cart, string user)
    {
        Claim[] claims = [new(ClaimTypes.NameIdentifier, user), new(ClaimTypes.Name, user)];
        context.User = new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme));
        await cart.SignInAsync(user, cancellationToken: context.RequestAborted);
        await context.SignInAsync(context.User);
    }

    /// <summary>Signs the user out. The cart's session continues under a new secret.</summary>
    public static async Task SignOutAsync(HttpContext context, ShoppingCart cart)
    {
        await context.SignOutAsync();
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        await cart.SignOutAsync(context.RequestAborted);
    }

    private static async Task<IResult> LogInAsync(HttpContext context, ShoppingCart cart)
    {
        if (!IsJson(context.Request.ContentType))
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the user as application/json.");
        }

        try
        {
            // Not cancelled: it ends with the connection, and cancelling would leave Kestrel's reader in the middle of a read.
            var body = await context.Request.ReadFromJsonAsync<LoginBody>(Strict, CancellationToken.None);
            if (IsName(body?.User))
            {
                await SignInAsync(context, cart, body!.User);
                return Results.NoContent();
            }
        }
        catch (ConnectionResetException)
        {
            context.Abort();
        }
        catch (Exception fault) when (fault is JsonException or IOException)
        {
            // Answered below: the name is not valid, or the body does not match its headers.
        }

        return Problem(StatusCodes.Status400BadRequest, "malformed_request", $$"""Send {"user":"alice"} with 1 to {{MaxLength}} characters.""");
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, ShoppingCart cart)
    {
        await SignOutAsync(context, cart);
        return Results.NoContent();
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    // A name with invisible characters could be mistaken for another's.
    private static bool IsVisible(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse);

    private static IResult Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    private sealed record LoginBody([property: JsonRequired] string User);
}
