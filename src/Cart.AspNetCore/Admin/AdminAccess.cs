using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>Who is an operator.</summary>
internal static class AdminAccess
{
    private const string AtTheMachine = "loopback";

    // By what they add, proxies can be told that are on this machine, too.
    private static readonly string[] ProxyHeaders = ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"];
    private static readonly string[] ProxyPrefixes = ["X-Forwarded", "X-Original-"];

    /// <summary>
    /// Tells whether a request may go on. Where the host named a policy, only those come here who met it. Without one, only the machine
    /// itself may: a policy that holds for every endpoint of the host is none for operators, because shoppers meet it.
    /// </summary>
    public static bool IsAllowed(HttpContext context) => HasPolicy(context) || IsFromThisMachine(context);

    /// <summary>Returns the name under which an operator stands in the trail.</summary>
    public static string ActorOf(HttpContext context)
    {
        if (context.User.Identity?.IsAuthenticated is true)
        {
            var names = new[] { context.User.Identity.Name, context.User.FindFirstValue(ClaimTypes.NameIdentifier), "a user without a name" };
            return names.First(static name => !string.IsNullOrEmpty(name))!;
        }

        return HasPolicy(context) ? "anonymous" : AtTheMachine;
    }

    // Of an endpoint with this metadata ASP.NET Core itself makes sure that the policy was asked.
    private static bool HasPolicy(HttpContext context)
    {
        var metadata = context.GetEndpoint()!.Metadata;
        return metadata.GetMetadata<IAuthorizeData>() is not null && metadata.GetMetadata<IAllowAnonymous>() is null;
    }

    // The name of the host, too: a page of a stranger can have its own name lead to this machine, and is then no other site.
    private static bool IsFromThisMachine(HttpContext context) =>
        IsLoopback(context.Connection.RemoteIpAddress)
        && IsLoopback(context.Connection.LocalIpAddress)
        && IsLocalName(context.Request.Host.Host)
        && !context.Request.Headers.Keys.Any(static header =>
            ProxyHeaders.Contains(header, StringComparer.OrdinalIgnoreCase)
            || ProxyPrefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));

    private static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsLoopback(address));
}
