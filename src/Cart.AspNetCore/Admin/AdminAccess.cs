using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Who is an operator.</summary>
internal static class AdminAccess
{
    private const string AtTheMachine = "loopback";
    private const string Anonymous = "anonymous";
    private const string OfUser = "user:";

    // By what they add, proxies can be told that are on this machine, too.
    private static readonly string[] ProxyHeaders = ["Forwarded", "Via", "X-Real-IP", "CDN-Loop"];
    private static readonly string[] ProxyPrefixes =
        ["X-Forwarded", "X-Original-", "X-Envoy-", "X-Azure-", "X-Amz", "X-Appengine-", "X-Vercel-", "X-Nf-", "CF-", "Fastly-", "Fly-", "Tailscale-", "X-Proxy"];
    private static readonly string[] ProxySuffixes = ["Client-IP", "ClientIP", "Connecting-IP", "User-IP", "Remote-Addr", "Remote-IP"];

    /// <summary>
    /// Tells whether a request may go on. Where the host named a policy, only those come here who met it. Without one, only the machine
    /// itself may: a policy that holds for every endpoint of the host is none for operators, because shoppers meet it.
    /// </summary>
    public static bool IsAllowed(HttpContext context) =>
        HasPolicy(context.GetEndpoint()!) || (AllowsLoopback(context.RequestServices) && IsFromThisMachine(context));

    /// <summary>Returns whether this machine is an operator when no policy is named: in Development, or if the host opts in.</summary>
    public static bool AllowsLoopback(IServiceProvider services) =>
        services.GetRequiredService<IOptions<CartHttpOptions>>().Value.AdminAllowLoopback
        ?? services.GetRequiredService<IHostEnvironment>().IsDevelopment();

    /// <summary>Tells whether the host named a policy for an endpoint. ASP.NET Core itself makes sure that it was asked.</summary>
    public static bool HasPolicy(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    /// <summary>Returns the name under which an operator stands in the trail.</summary>
    public static string ActorOf(HttpContext context)
    {
        if (context.User.Identity?.IsAuthenticated is true)
        {
            var names = new[] { context.User.Identity.Name, context.User.FindFirstValue(ClaimTypes.NameIdentifier), "a user without a name" };
            return NameOf(names.First(static name => !string.IsNullOrEmpty(name))!);
        }

        return HasPolicy(context.GetEndpoint()!) ? Anonymous : AtTheMachine;
    }

    // A user who is called as the machine is must not pass for it.
    private static string NameOf(string user)
    {
        var isTaken = ((string[])[AtTheMachine, Anonymous]).Contains(user.Trim(), StringComparer.OrdinalIgnoreCase);
        return isTaken || user.StartsWith(OfUser, StringComparison.OrdinalIgnoreCase) ? OfUser + user : user;
    }

    // The name of the host, too: a page of a stranger can have its own name lead to this machine, and is then no other site.
    private static bool IsFromThisMachine(HttpContext context) =>
        IsLoopback(context.Connection.RemoteIpAddress)
        && IsLoopback(context.Connection.LocalIpAddress)
        && IsLocalName(context.Request.Host.Host)
        && !HttpProtocol.IsHttp10(context.Request.Protocol)
        && !context.Request.Headers.Keys.Any(static header =>
            ProxyHeaders.Contains(header, StringComparer.OrdinalIgnoreCase)
            || ProxyPrefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            || ProxySuffixes.Any(suffix => header.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)));

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsLoopback(address));
}
