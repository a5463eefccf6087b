using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore;

/// <summary>What the headers of a request say.</summary>
internal static class RequestHeaders
{
    /// <summary>Returns on what terms a request wants its change.</summary>
    /// <exception cref="RefusedRequestException">The key is malformed.</exception>
    public static ChangeTerms Terms(HttpRequest request) => new()
    {
        Operation = Operation(request),
        ExpectedVersion = Precondition.VersionFor(request),
        WithSnapshot = !PrefersMinimal(request),
    };

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

    /// <summary>Tells whether the client wants no more of the cart than what it changed (RFC 7240).</summary>
    public static bool PrefersMinimal(HttpRequest request) =>
        request.Headers.TryGetValue("Prefer", out var preferences)
        && preferences.SelectMany(static line => (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Select(static preference => preference.Replace(" ", "", StringComparison.Ordinal))
            .Contains("return=minimal", StringComparer.OrdinalIgnoreCase);

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

    // Only the ports can tell two origins of one host apart here: behind a proxy the scheme of the request is not the page's.
    private static bool IsHost(Uri origin, HostString host) =>
        string.Equals(origin.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? origin.Port == port : origin.IsDefaultPort);
}

/// <summary>What <c>If-Match</c> says of a shopper's change.</summary>
/// <param name="Version">The version that the cart must have; null for any, <see cref="EntityTags.NoVersion"/> for none that it can have.</param>
internal sealed record Precondition(long? Version)
{
    /// <summary>
    /// Reads <c>If-Match</c>. Where that names a cart, the cart is looked up: the same version of another cart does not match.
    /// </summary>
    public static async ValueTask ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!EntityTags.NamesCart(context.Request))
        {
            return;
        }

        var current = context.RequestServices.GetRequiredService<CurrentCart>();
        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        context.Features.Set(new Precondition(EntityTags.ExpectedVersion(context.Request, EntityTags.CartPart(cart))));
    }

    /// <summary>Returns the version that a shopper's change depends on; null when it depends on none.</summary>
    public static long? VersionFor(HttpRequest request) =>
        request.HttpContext.Features.Get<Precondition>() is { } read ? read.Version : EntityTags.ExpectedVersion(request);
}
