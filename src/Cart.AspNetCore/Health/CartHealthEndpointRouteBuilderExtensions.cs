using System.Text.Json;
using System.Text.Json.Nodes;
using Cart.AspNetCore;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the health of the cart, for load balancers and orchestrators.</summary>
public static class CartHealthEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>/health/live</c>, which answers while the process does, and <c>/health/ready</c>, which asks the stores: 503 if one does not
    /// answer. The answer names each check and its state, and nothing else.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where the two begin.</param>
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
