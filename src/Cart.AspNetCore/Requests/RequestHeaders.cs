using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cart.AspNetCore;

/// <summary>What the headers of a request say.</summary>
internal static class RequestHeaders
{
    /// <summary>Returns the client's name for the change that it wants, or null when it gave none.</summary>
    /// <exception cref="RefusedRequestException">The key is empty, too long, not printable ASCII, or given twice.</exception>
    public static OperationId? Operation(HttpRequest request)
    {
        var keys = request.Headers["Idempotency-Key"];
        if (keys.Count == 0)
        {
            return null;
        }

        return keys.Count == 1 && OperationId.TryParse(keys[0], out var operation)
            ? operation
            : throw RequestBody.Malformed($"Send one Idempotency-Key of 1 to {OperationId.MaxLength} printable ASCII characters.");
    }

    /// <summary>Tells whether the client takes JSON. One that does not say, or says it wrongly, takes anything.</summary>
    public static bool AcceptsJson(HttpRequest request)
    {
        if (StringValues.IsNullOrEmpty(request.Headers.Accept)
            || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var ranges))
        {
            return true;
        }

        // The most specific range that covers JSON decides.
        var closest = ranges.Where(Covers).MaxBy(static range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2);
        return closest is not null && closest.Quality is not 0.0;
    }

    /// <summary>
    /// Tells whether a page of another site sent the request: browsers say so in <c>Sec-Fetch-Site</c>, older ones by an
    /// <c>Origin</c> that is not the host. A client that sends neither is no browser, and carries nobody's cookie by accident.
    /// </summary>
    public static bool IsCrossSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0)
        {
            return site is not ["same-origin" or "none"];
        }

        var origin = request.Headers.Origin;
        return origin.Count > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsHost(from, request.Host));
    }

    private static bool Covers(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes || range.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || (range.MatchesAllSubTypes && range.Type.Equals("application", StringComparison.OrdinalIgnoreCase));

    // Only the ports can tell two origins of one host apart here: behind a proxy the scheme of the request is not the page's.
    private static bool IsHost(Uri origin, HostString host) =>
        string.Equals(origin.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? origin.Port == port : origin.IsDefaultPort);
}
