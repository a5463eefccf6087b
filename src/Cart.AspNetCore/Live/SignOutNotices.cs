using System.Security.Cryptography;
using System.Text;
using Cart.Engine;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>
/// Notifies the event streams of a user, in all processes, that the user signed out by cookie authentication or that the browser signed in as
/// another user. They end; those of the user's other devices reconnect by themselves.
/// </summary>
internal sealed class SignOutNotices : IPostConfigureOptions<CookieAuthenticationOptions>
{
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        var before = options.Events.OnSigningOut;
        options.Events.OnSigningOut = async context =>
        {
            await before(context).ConfigureAwait(false);
            await SendAsync(context.HttpContext, RequestShopper.UserId(context.HttpContext)).ConfigureAwait(false);
        };

        var beforeSignIn = options.Events.OnSigningIn;
        options.Events.OnSigningIn = async context =>
        {
            await beforeSignIn(context).ConfigureAwait(false);
            await EndFormerAsync(context).ConfigureAwait(false);
        };
    }

    /// <summary>Returns the topic of a user's sign-outs. It is not a cart, and does not reveal the user.</summary>
    public static CartId TopicOf(string userId) =>
        CartId.FromGuid(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("sign-out " + userId)).AsSpan(0, 16)));

    // A login may have replaced the request's user already. The scheme still knows the user of the request's cookie.
    private static async Task EndFormerAsync(CookieSigningInContext signingIn)
    {
        var context = signingIn.HttpContext;
        var before = await context.AuthenticateAsync(signingIn.Scheme.Name).ConfigureAwait(false);
        if (before.Principal is { } former
            && RequestShopper.UserId(context, former) is { } user
            && user != RequestShopper.UserId(context, signingIn.Principal!))
        {
            await SendAsync(context, user).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(HttpContext context, string? userId)
    {
        if (userId is not { } user || context.RequestServices.GetService<ICartWatch>() is not { } watch)
        {
            return;
        }

        try
        {
            await watch.NotifyAsync(TopicOf(user), context.RequestAborted).ConfigureAwait(false);
        }
        catch (CartUnavailableException away)
        {
            // A failing notification must not prevent the sign-out. The stream ends within minutes anyway.
            context.RequestServices.GetRequiredService<ILogger<LiveCart>>().SignOutNotTold(away);
        }
    }
}
