using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cart.AspNetCore;

/// <summary>
/// Entity tags: a cart's version and the letter of the representation, <c>"12-j"</c>. Read leniently, because proxies make them
/// weak or append <c>-gzip</c> when they compress.
/// </summary>
internal static class EntityTags
{
    private static readonly string[] Suffixes = ["-j", "-m"];

    // No cart is ever at this version, so a tag that is not ours matches none.
    private const long NoVersion = -1;

    public static string Of(long version, AnswerFormat format) => string.Create(CultureInfo.InvariantCulture, $"\"{version}-{format.Letter}\"");

    /// <summary>Tells whether the client already has this version in this form.</summary>
    public static bool IsKnown(HttpRequest request, long version, AnswerFormat format) => Split(request.Headers.IfNoneMatch)
        .Any(tag => tag == "*" || (VersionOf(tag) == version && Opaque(tag)[^1] == format.Letter));

    /// <summary>Returns the version that a change depends on; null when it depends on none.</summary>
    public static long? ExpectedVersion(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count == 0)
        {
            return null;
        }

        var tags = Split(request.Headers.IfMatch).ToList();
        return tags.Count == 0 || tags.Contains("*")
            ? null
            // Versions only grow: of several that the client would accept, the newest is the one that can still be current.
            : tags.Max(VersionOf);
    }

    private static IEnumerable<string> Split(StringValues header) =>
        header.SelectMany(static line => (line ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static long VersionOf(string tag)
    {
        var opaque = Opaque(tag);
        return opaque.Length > 2 && Suffixes.Contains(opaque[^2..].ToString())
            && long.TryParse(opaque[..^2], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? version
                : NoVersion;
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
