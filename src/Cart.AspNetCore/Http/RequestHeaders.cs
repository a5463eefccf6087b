using System.Globalization;
using System.IO.Hashing;
using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Cart.AspNetCore;

/// <summary>What the headers of a request say.</summary>
internal static class RequestHeaders
{
    /// <summary>Returns how the change is made a request wants its change.</summary>
    /// <exception cref="RefusedRequestException">The key is malformed.</exception>
    public static ChangeOptions Terms(HttpRequest request) => new()
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

    /// <summary>Returns whether the client wants no more of the cart than what it changed (RFC 7240).</summary>
    public static bool PrefersMinimal(HttpRequest request) =>
        request.Headers.TryGetValue("Prefer", out var preferences)
        && preferences.SelectMany(static line => (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Select(static preference => preference.Replace(" ", "", StringComparison.Ordinal))
            .Contains("return=minimal", StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Returns whether a page of another site sent the request: browsers say so in <c>Sec-Fetch-Site</c>, older ones by an
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

/// <summary>
/// Entity tags. That of a cart's answer, <c>"12-j-5f0c3a91-9b1d…"</c>, has the cart's version, the letter of the format, a digest of the
/// cart's id and a digest of the whole answer: prices, names and warnings can change without the cart. Other answers have the first two.
/// Read leniently, because proxies make tags weak or append <c>-gzip</c> when they compress.
/// </summary>
internal static class EntityTags
{
    /// <summary>No cart is ever at this version.</summary>
    public const long NoVersion = -1;

    private const string NoCart = "00000000";

    /// <summary>Returns the tag of what changes with its version alone.</summary>
    public static string Of(long version, AnswerFormat format) => string.Create(CultureInfo.InvariantCulture, $"\"{version}-{format.Letter}\"");

    /// <summary>Sends an answer with a cart and its tag, or 304 to a client that already has this very answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="version">The version of the cart.</param>
    /// <param name="cart">The cart, by <see cref="CartPart"/>.</param>
    /// <param name="format">The format of the answer.</param>
    /// <param name="content">All that the answer shows.</param>
    public static Task SendAsync(HttpContext context, long version, string cart, AnswerFormat format, ReadOnlyMemory<byte> content)
    {
        var tag = string.Create(
            CultureInfo.InvariantCulture, $"\"{version}-{format.Letter}-{cart}-{XxHash3.HashToUInt64(content.Span):x16}\"");
        context.Response.Headers.ETag = tag;
        if (!HttpMethods.IsGet(context.Request.Method) || !IsKnown(context.Request, tag))
        {
            return format.SendAsync(context, content);
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    /// <summary>
    /// Returns the part of a tag that tells one cart from another. The id itself is a secret: these 32 bits leave 90 of it unknown.
    /// </summary>
    public static string CartPart(CartSnapshot cart)
    {
        if (cart.CreatedAt is null)
        {
            return NoCart;
        }

        Span<byte> id = stackalloc byte[16];
        cart.Id.ToGuid().TryWriteBytes(id);
        return ((uint)XxHash3.HashToUInt64(id)).ToString("x8", CultureInfo.InvariantCulture);
    }

    private static bool IsKnown(HttpRequest request, string tag)
    {
        foreach (var known in Split(request.Headers.IfNoneMatch))
        {
            if (known == "*" || Opaque(known).SequenceEqual(tag.AsSpan().Trim('"')))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns whether the client names the cart that it means, not its version alone.</summary>
    public static bool NamesCart(HttpRequest request) => Split(request.Headers.IfMatch).Any(static tag => Read(tag).Cart.Length > 0);

    /// <summary>Returns the version that a change depends on; null when it depends on none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cart">The cart that is changed, by <see cref="CartPart"/>; null where only the version counts.</param>
    public static long? ExpectedVersion(HttpRequest request, string? cart = null)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return null;
        }

        var tags = Split(request.Headers.IfMatch).ToList();
        if (tags.Count == 0 || tags.Contains("*"))
        {
            return null;
        }

        // Versions only grow: of several that the client would accept, the newest is the one that can still be current.
        return tags.Select(Read).Max(tag => cart is null || tag.Cart.Length == 0 || tag.Cart == cart ? tag.Version : NoVersion);
    }

    private static IEnumerable<string> Split(StringValues header) =>
        header.SelectMany(static line => (line ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // A tag that is not ours matches no version. One of two parts comes from an answer that is no whole cart.
    private static (long Version, string Cart) Read(string tag)
    {
        var parts = Opaque(tag).ToString().Split('-');
        return parts is [var number, "j" or "m", ..] && parts.Length is 2 or 4
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? (version, parts.Length == 4 ? parts[2] : "")
                : (NoVersion, "");
    }

    private static ReadOnlySpan<char> Opaque(string tag)
    {
        var opaque = tag.AsSpan();
        opaque = opaque.StartsWith("W/") ? opaque[2..] : opaque;
        opaque = opaque.EndsWith("-gzip") ? opaque[..^5] : opaque;
        opaque = opaque.Trim('"');
        return opaque.EndsWith("-gzip") ? opaque[..^5] : opaque;
    }
}
