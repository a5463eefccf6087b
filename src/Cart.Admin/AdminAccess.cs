using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Hosting;

namespace Cart.Admin;

/// <summary>Decides whether the sender of a request is an operator.</summary>
internal static class AdminAccess
{
    private const string AtTheMachine = "loopback";
    private const string Anonymous = "anonymous";
    private const string OfUser = "user:";

    // Headers that proxies add: they tell a forwarded request from one of this machine.
    private static readonly string[] ProxyHeaders = ["Forwarded", "Via", "X-Real-IP", "CDN-Loop"];
    private static readonly string[] ProxyPrefixes =
        ["X-Forwarded", "X-Original-", "X-Envoy-", "X-Azure-", "X-Amz", "X-Appengine-", "X-Vercel-", "X-Nf-", "CF-", "Fastly-", "Fly-", "Tailscale-", "X-Proxy"];
    private static readonly string[] ProxySuffixes = ["Client-IP", "ClientIP", "Connecting-IP", "User-IP", "Remote-Addr", "Remote-IP"];

    /// <summary>
    /// Returns whether the sender of a request is an operator: it met the policy that the host named for the admin or, without one, it is
    /// this machine. A policy for all endpoints of the host does not count, because shoppers meet it too.
    /// </summary>
    public static bool IsAllowed(HttpContext context) =>
        HasPolicy(context.GetEndpoint()!) || (AllowsLoopback(context.RequestServices) && IsFromThisMachine(context));

    /// <summary>Returns whether this machine is an operator when no policy is named: in Development, or if the host opts in.</summary>
    public static bool AllowsLoopback(IServiceProvider services) =>
        services.GetRequiredService<IOptions<CartAdminOptions>>().Value.AllowLoopback
        ?? services.GetRequiredService<IHostEnvironment>().IsDevelopment();

    /// <summary>Returns whether the host named a policy for an endpoint. ASP.NET Core makes sure that it was evaluated.</summary>
    public static bool HasPolicy(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    /// <summary>
    /// Logs who is an operator where no policy is named, once the host has started: until then the host can still name one.
    /// </summary>
    public static void LogAtStart(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() =>
        {
            var admin = endpoints.DataSources.SelectMany(static source => source.Endpoints)
                .Where(static endpoint => endpoint.Metadata.GetMetadata<AdminEndpoint>() is not null);
            if (admin.All(HasPolicy))
            {
                return;
            }

            var logger = services.GetRequiredService<ILogger<OperatorActions>>();
            if (!AllowsLoopback(services))
            {
                logger.NobodyIsOperator();
            }
            else if (services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            {
                logger.MachineIsOperatorInDevelopment();
            }
            else
            {
                logger.MachineIsOperator();
            }
        });
    }

    /// <summary>Returns the name of the operator for the audit log.</summary>
    public static string ActorOf(HttpContext context)
    {
        if (context.User.Identity?.IsAuthenticated is true)
        {
            var names = new[] { context.User.Identity.Name, context.User.FindFirstValue(ClaimTypes.NameIdentifier), "a user without a name" };
            return NameOf(names.First(static name => !string.IsNullOrEmpty(name))!);
        }

        return HasPolicy(context.GetEndpoint()!) ? Anonymous : AtTheMachine;
    }

    // A user with this name must not be mistaken for the machine.
    private static string NameOf(string user)
    {
        var isTaken = ((string[])[AtTheMachine, Anonymous]).Contains(user.Trim(), StringComparer.OrdinalIgnoreCase);
        return isTaken || user.StartsWith(OfUser, StringComparison.OrdinalIgnoreCase) ? OfUser + user : user;
    }

    // The host is checked too: a foreign page whose name resolves to this machine would count as the same site (DNS rebinding).
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

    /// <summary>Marks the endpoints of the admin.</summary>
    public sealed record AdminEndpoint;
}
