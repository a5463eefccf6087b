using System.Security.Cryptography;
using System.Text;
using Cart.Engine;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>
/// Tells the live streams of a user, in all processes, that the user signed out by cookie authentication. They end; those of the user's
/// other devices connect again by themselves.
/// </summary>
internal sealed class SignOutNotices : IPostConfigureOptions<CookieAuthenticationOptions>
{
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        var before = options.Events.OnSigningOut;
        options.Events.OnSigningOut = async context =>
        {
            await before(context).ConfigureAwait(false);
            await SendAsync(context.HttpContext).ConfigureAwait(false);
        };
    }

    /// <summary>Returns the topic on which the sign-outs of a user are told. It is no cart, and the user cannot be read out of it.</summary>
    public static CartId TopicOf(string userId) =>
        CartId.FromGuid(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("sign-out " + userId)).AsSpan(0, 16)));

    private static async Task SendAsync(HttpContext context)
    {
        if (RequestShopper.UserId(context) is not { } user || context.RequestServices.GetService<ICartWatch>() is not { } watch)
        {
            return;
        }

        try
        {
            await watch.NotifyAsync(TopicOf(user), context.RequestAborted).ConfigureAwait(false);
        }
        catch (CartUnavailableException away)
        {
            // Signing out must not fail because of a stream, which ends within minutes anyway.
            context.RequestServices.GetRequiredService<ILogger<LiveCart>>().SignOutNotTold(away);
        }
    }
}
