using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Cart.Faults;

/// <summary>A command that a server ran.</summary>
/// <param name="InScript">Whether a script ran it; the script's own command stands before it.</param>
/// <param name="Words">The command and its arguments, with the server's escapes.</param>
internal sealed partial record TracedCommand(bool InScript, IReadOnlyList<string> Words)
{
    /// <summary>The hash of the script that was asked for, whether by its text or by its hash; null for other commands.</summary>
    public string? Script => Words[0].ToUpperInvariant() switch
    {
        "EVALSHA" => Words[1],
        "EVAL" => HashOf(Words[1]),
        _ => null,
    };

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.Latin1.GetBytes(Escape().Replace(text, static escape => Unescaped(escape.Groups[1].Value)))));

    private static string Unescaped(string escape) => escape switch
    {
        "n" => "\n",
        "r" => "\r",
        "t" => "\t",
        "a" => "\a",
        "b" => "\b",
        ['x', .. var code] => ((char)byte.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        _ => escape,
    };

    [GeneratedRegex(@"\\(x[0-9a-f]{2}|.)")]
    private static partial Regex Escape();
}
