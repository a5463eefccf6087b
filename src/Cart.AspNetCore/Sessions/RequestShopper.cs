using System.Net;
using System.Security.Claims;
using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Finds the shopper of a request.</summary>
internal static class RequestShopper
{
    /// <summary>Returns the request that a session belongs to.</summary>
    public static HttpContext RequireContext(this IHttpContextAccessor accessor) => accessor.HttpContext
        ?? throw new InvalidOperationException("A shopper's session is there only in an HTTP request.");

    /// <summary>Returns the user who is signed in, as the options say; null for a guest.</summary>
    public static string? UserId(HttpContext context)
    {
        var options = context.RequestServices?.GetService<IOptions<CartHttpOptions>>()?.Value;
        if (options?.UserId is { } userId)
        {
            return userId(context) is { Length: > 0 } known ? known : null;
        }

        // HttpContext.User would create a user if none exists.
        if (context.Features.Get<IHttpAuthenticationFeature>()?.User is not { Identity.IsAuthenticated: true } shopper)
        {
            return null;
        }

        foreach (var type in options?.UserIdClaimTypes ?? CartHttpOptions.UsualUserIdClaimTypes)
        {
            if (shopper.FindFirst(type)?.Value is { Length: > 0 } user)
            {
                return user;
            }
        }

        context.RequestServices?.GetService<NamelessUsers>()?.Warn();
        return null;
    }

    /// <summary>Returns the id of a user as if the request were the user's; null for a guest.</summary>
    public static string? UserId(HttpContext context, ClaimsPrincipal user)
    {
        var now = context.User;
        try
        {
            context.User = user;
            return UserId(context);
        }
        finally
        {
            context.User = now;
        }
    }

    /// <summary>Warns once of signed-in users without an id, who shop as guests.</summary>
    internal sealed class NamelessUsers(ILogger<NamelessUsers> logger, IOptions<CartHttpOptions> options)
    {
        private int _warned;

        public void Warn()
        {
            if (Interlocked.Exchange(ref _warned, 1) == 0)
            {
                logger.UserWithoutId(string.Join(", ", options.Value.UserIdClaimTypes));
            }
        }
    }
}

/// <summary>Provides the address of the request. Behind a proxy it is the proxy's unless the host reads forwarded headers.</summary>
internal sealed class RequestAddress(IHttpContextAccessor accessor) : ICallerAddress
{
    public IPAddress? Address => accessor.HttpContext?.Connection.RemoteIpAddress;
}
