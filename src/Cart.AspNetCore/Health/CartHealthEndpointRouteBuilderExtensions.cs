using System.Text.Json;
using System.Text.Json.Nodes;
using Cart.AspNetCore;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the health endpoints of the cart, for load balancers and orchestrators.</summary>
public static class CartHealthEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>/health/live</c>, which answers while the process runs, and <c>/health/ready</c>, which checks the stores and answers 503 if one
    /// fails. The answer contains the name and state of each check, and nothing else.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path prefix of both.</param>
    public static IEndpointConventionBuilder MapCartHealth(this IEndpointRouteBuilder endpoints, string prefix = "/health")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup(prefix);
        group.MapHealthChecks("/live", new HealthCheckOptions { Predicate = static _ => false, ResponseWriter = WriteAsync });
        group.MapHealthChecks("/ready", new HealthCheckOptions
        {
            Predicate = static check => check.Tags.Contains(CartHealth.Tag),
            ResponseWriter = WriteAsync,
        });
        return group;
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var checks = report.Entries.Select(static check => KeyValuePair.Create(check.Key, NameOf(check.Value.Status)));
        var body = new JsonObject { ["status"] = NameOf(report.Status), ["checks"] = new JsonObject(checks) };
        context.Response.ContentType = MediaTypes.Json;
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private static JsonNode? NameOf(HealthStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
