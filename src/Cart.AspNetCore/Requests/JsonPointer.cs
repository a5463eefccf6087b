using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Cart.AspNetCore;

/// <summary>JSON pointers in the form that RFC 9457 shows, such as <c>#/items/0/quantity</c>.</summary>
internal static partial class JsonPointer
{
    /// <summary>Turns the path of a JSON reader into a pointer; strange member names, which only strangers send, have none.</summary>
    public static bool TryFromPath(string? path, [NotNullWhen(true)] out string? pointer)
    {
        pointer = path is { Length: > 1 and <= 128 } && PlainPath().IsMatch(path)
            ? "#" + path[1..].Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace('.', '/')
            : null;
        return pointer is not null;
    }

    [GeneratedRegex(@"^\$(\.[A-Za-z0-9_]+|\[[0-9]+\])+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPath();
}
