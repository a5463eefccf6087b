using System.Globalization;
using System.IO.Hashing;
using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Cart.AspNetCore;

/// <summary>Reads the headers of a request.</summary>
internal static class RequestHeaders
{
    /// <summary>Returns how a request wants its change to be made.</summary>
    /// <exception cref="RefusedRequestException">The key is malformed.</exception>
    public static ChangeOptions Terms(HttpRequest request) => new()
    {
        Operation = Operation(request),
        ExpectedVersion = Precondition.VersionFor(request),
        WithSnapshot = !PrefersMinimal(request),
    };

    /// <summary>Returns the idempotency key of a request; null if none exists.</summary>
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

    /// <summary>Returns whether the client wants only the changed part of the cart (RFC 7240).</summary>
    public static bool PrefersMinimal(HttpRequest request) =>
        request.Headers.TryGetValue("Prefer", out var preferences)
        && preferences.SelectMany(static line => (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Select(static preference => preference.Replace(" ", "", StringComparison.Ordinal))
            .Contains("return=minimal", StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Returns whether a page of another site sent the request. Browsers report it in <c>Sec-Fetch-Site</c>, older ones by an <c>Origin</c> that is
    /// not the host. A client that sends neither is not a browser, and sends no cookie by accident.
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

    // Only the ports distinguish two origins of one host here: behind a proxy the scheme of the request is not the page's.
    private static bool IsHost(Uri origin, HostString host) =>
        string.Equals(origin.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? origin.Port == port : origin.IsDefaultPort);
}

/// <summary>Represents the <c>If-Match</c> of a shopper's change.</summary>
/// <param name="Version">The required version; null for any, <see cref="EntityTags.NoVersion"/> for one that never matches.</param>
internal sealed record Precondition(long? Version)
{
    /// <summary>
    /// Reads <c>If-Match</c>. If it names a cart, the cart is read, because the same version of another cart does not match.
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

    /// <summary>Returns the version that a shopper's change requires; null for any.</summary>
    public static long? VersionFor(HttpRequest request) =>
        request.HttpContext.Features.Get<Precondition>() is { } read ? read.Version : EntityTags.ExpectedVersion(request);
}

/// <summary>
/// Creates and reads entity tags. The tag of a cart, <c>"12-j-5f0c3a91-9b1d…"</c>, has its version, the letter of the format, a digest of its id
/// and a digest of the whole response, because prices, names and warnings can change without the cart. Other tags have the first two. Reading is
/// lenient, because proxies make tags weak or append <c>-gzip</c> when they compress.
/// </summary>
internal static class EntityTags
{
    /// <summary>A version that no cart ever has.</summary>
    public const long NoVersion = -1;

    private const string NoCart = "00000000";

    /// <summary>Returns the tag of a resource that changes only with its version.</summary>
    public static string Of(long version, AnswerFormat format) => string.Create(CultureInfo.InvariantCulture, $"\"{version}-{format.Letter}\"");

    /// <summary>Sends a response with a cart and its tag, or 304 to a client that already has this response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="version">The version of the cart.</param>
    /// <param name="cart">The cart, by <see cref="CartPart"/>.</param>
    /// <param name="format">The format of the response.</param>
    /// <param name="content">The whole content of the response.</param>
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
    /// Returns the part of a tag that identifies a cart. The id itself is a secret: these 32 bits leave 90 of it unknown.
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

    /// <summary>Returns whether the client names the cart, not only its version.</summary>
    public static bool NamesCart(HttpRequest request) => Split(request.Headers.IfMatch).Any(static tag => Read(tag).Cart.Length > 0);

    /// <summary>Returns the version that a change requires; null for any.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cart">The cart to change, by <see cref="CartPart"/>; null if only the version counts.</param>
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

        // Versions only grow, so only the newest of several accepted ones can be current.
        return tags.Select(Read).Max(tag => cart is null || tag.Cart.Length == 0 || tag.Cart == cart ? tag.Version : NoVersion);
    }

    private static IEnumerable<string> Split(StringValues header) =>
        header.SelectMany(static line => (line ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // A foreign tag matches no version. A tag with two parts comes from a response that is not a whole cart.
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
