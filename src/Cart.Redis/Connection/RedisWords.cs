using System.Globalization;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Reads connection strings in the words of StackExchange.Redis: servers, then options, with commas between. A server that begins with ! is the path of a Unix domain socket. What cannot be read is named by
/// its place, never by its text: it may be a part of a password.
/// </summary>
internal static partial class RedisWords
{
    /// <exception cref="ArgumentException">The string cannot be read, or names no server.</exception>
    public static ConfigurationOptions Read(string connectionString)
    {
        var parts = connectionString.Split(',');
        var servers = parts.TakeWhile(static part => !part.Contains('=', StringComparison.Ordinal)).Where(static part => part.Trim().Length > 0).ToList();
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Trim() is { Length: > 0 } part && ProblemOf(part, isBehindOptions: !servers.Contains(parts[i])) is { } problem)
            {
                throw Unreadable($"Part {i + 1} of {parts.Length} (they are separated by commas) {problem}");
            }
        }

        return servers.Count == 0
            ? throw Unreadable("It names no server; start it with host:port.")
            : ConfigurationOptions.Parse(connectionString);
    }

    /// <summary>Makes the exception for a string that cannot be read, which does not repeat the string.</summary>
    public static ArgumentException Unreadable(string why) => new("The Redis connection string cannot be read. " + why);

    private static string? ProblemOf(string part, bool isBehindOptions)
    {
        if (!part.Contains('=', StringComparison.Ordinal))
        {
            return isBehindOptions
                ? "is neither an option nor in front of the options, where the servers are. If a password has a comma, write a URL: redis://user:password@host:port, with %2C for the comma."
                : part[0] == '!' || (Server().IsMatch(part) && HasPort(part)) ? null : "is not a server; write host:port.";
        }

        try
        {
            ConfigurationOptions.Parse(part);
            return null;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            return "is not an option of StackExchange.Redis with a value that it can have. If a password has a comma, write a URL: redis://user:password@host:port, with %2C for the comma.";
        }
    }

    private static bool HasPort(string server)
    {
        var port = server.LastIndexOf(':') is >= 0 and var colon && !server.EndsWith(']') && (server[0] == '[' || server.IndexOf(':', StringComparison.Ordinal) == colon)
            ? server[(colon + 1)..]
            : "6379";
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0;
    }

    [GeneratedRegex(@"^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.%a-z]+\])(?::\d+)?$|^[0-9A-Fa-f:]+$")]
    private static partial Regex Server();
}
