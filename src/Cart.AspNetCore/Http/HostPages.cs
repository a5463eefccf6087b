using System.Diagnostics.CodeAnalysis;
using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Cart.AspNetCore;

/// <summary>
/// Chooses between an endpoint of the cart API and one of the host at the same path. A request for an HTML page gets the host's, every other
/// request gets the API. Otherwise the host's page would be hidden, or routing would throw because both match.
/// </summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by the container.")]
internal sealed class HostPages : MatcherPolicy, IEndpointSelectorPolicy
{
    // Runs after all other policies: what they reject is not a page to prefer to the API.
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsApi) && !endpoints.All(IsApi);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var valid = Enumerable.Range(0, candidates.Count).Where(candidates.IsValidCandidate).ToLookup(index => IsApi(candidates[index].Endpoint));
        if (!valid.Contains(true) || !valid.Contains(false))
        {
            return Task.CompletedTask;
        }

        var refused = valid[true];
        if (Negotiation.PrefersPage(httpContext.Request))
        {
            // Otherwise a browser could return the cached page to a script that requests JSON from the same URL.
            httpContext.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        }
        else
        {
            var literals = refused.Min(index => Literals(candidates[index].Endpoint));
            refused = valid[false].Where(index => Literals(candidates[index].Endpoint) <= literals);
        }

        foreach (var index in refused)
        {
            candidates.SetValidity(index, false);
        }

        return Task.CompletedTask;
    }

    /// <summary>Logs a warning for each endpoint that shares a path with the API, once the host has started.</summary>
    public static void WarnAtStart(IServiceProvider services) =>
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() =>
        {
            var endpoints = services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToLookup(IsApi);
            var logger = services.GetRequiredService<ILogger<CartEngine>>();
            foreach (var own in endpoints[false].Where(IsOfOnePlace))
            {
                var hidden = endpoints[true].Where(api => Meet(own, api)).Select(NameOf).ToList();
                if (hidden.Count > 0)
                {
                    logger.RoutesClash(own.DisplayName ?? NameOf(own), string.Join(", ", hidden));
                }
            }
        });

    private static bool IsApi(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ShopperEndpoint>() is not null;

    // A route with more literal segments, such as /orders/history beside /orders/{id}, is another path and stays the host's.
    private static int Literals(Endpoint endpoint) =>
        (endpoint as RouteEndpoint)?.RoutePattern.PathSegments.Count(static segment => segment.Parts is [RoutePatternLiteralPart]) ?? 0;

    // A fallback is for requests that nothing else answers, so it does not conflict.
    private static bool IsOfOnePlace(RouteEndpoint endpoint) =>
        endpoint.Order < int.MaxValue && endpoint.Metadata.GetMetadata<ISuppressMatchingMetadata>()?.SuppressMatching is not true;

    private static bool Meet(RouteEndpoint own, RouteEndpoint api)
    {
        if (Methods(own) is { Count: > 0 } methods && !methods.Intersect(Methods(api)!, StringComparer.OrdinalIgnoreCase).Any())
        {
            return false;
        }

        var segments = api.RoutePattern.PathSegments.Select(static segment => segment.Parts is [RoutePatternLiteralPart literal] ? literal.Content : "x");
        var values = new RouteValueDictionary();
        return new TemplateMatcher(new RouteTemplate(own.RoutePattern), new RouteValueDictionary(own.RoutePattern.Defaults))
                .TryMatch("/" + string.Join('/', segments), values)
            && own.RoutePattern.RequiredValues.All(required => string.Equals(
                required.Value?.ToString() ?? "", values[required.Key]?.ToString() ?? "", StringComparison.OrdinalIgnoreCase));
    }

    private static IReadOnlyList<string>? Methods(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;

    private static string NameOf(RouteEndpoint endpoint) =>
        $"{string.Join('|', Methods(endpoint) ?? [])} /{endpoint.RoutePattern.RawText?.Trim('/')}".TrimStart();

    /// <summary>Marks the endpoints of the shopper's API.</summary>
    public sealed record ShopperEndpoint;
}
