using System.Text.RegularExpressions;

namespace Cart.Redis;

/// <summary>Specifies the kind of a Redis error.</summary>
internal enum RefusalKind
{
    /// <summary>Transient: the slot moves, the replica takes over, the data is loaded. The command can be retried.</summary>
    Passing,

    /// <summary>The server is in a state in which it rejects commands, possibly for long.</summary>
    State,

    /// <summary>The server does not allow this user, or any, what a shop needs. Only an operator can change that.</summary>
    Forbidden,

    /// <summary>Any other error.</summary>
    Other,
}

/// <summary>Represents an error of Redis in the engine's own words, because the server's words can contain keys and arguments.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Text">The problem, as the end of a sentence.</param>
/// <param name="IsFromScript">Whether a script had begun, so that its earlier writes may have taken effect.</param>
internal sealed partial record ServerRefusal(RefusalKind Kind, string Text, bool IsFromScript = false)
{
    private static readonly Dictionary<string, (RefusalKind Kind, string Text)> Known = new(StringComparer.Ordinal)
    {
        ["LOADING"] = (RefusalKind.Passing, "it is loading its data"),
        ["READONLY"] = (RefusalKind.Passing, "it is a read-only replica"),
        ["MASTERDOWN"] = (RefusalKind.Passing, "it is a replica without its primary"),
        ["CLUSTERDOWN"] = (RefusalKind.Passing, "the cluster does not serve this slot"),
        ["TRYAGAIN"] = (RefusalKind.Passing, "the slot is being moved"),
        ["MOVED"] = (RefusalKind.Passing, "the slot is on another node"),
        ["ASK"] = (RefusalKind.Passing, "the slot is being moved"),
        ["BUSY"] = (RefusalKind.State, "another script blocks it"),
        ["OOM"] = (RefusalKind.State, "its memory limit (maxmemory) is reached"),
        ["MISCONF"] = (RefusalKind.State, "it cannot write to its disk"),
        ["NOREPLICAS"] = (RefusalKind.State, "it has too few replicas (min-replicas-to-write)"),
        ["NOAUTH"] = (RefusalKind.Forbidden, "it requires a password"),
        ["WRONGPASS"] = (RefusalKind.Forbidden, "the user or the password is wrong, or the user is disabled"),
        ["NOPERM"] = (RefusalKind.Forbidden, "the Redis user may not access the keys or channels of this shop"),
    };

    /// <summary>Parses the message of an error, from a server or from the client library, which rewords some errors.</summary>
    public static ServerRefusal Of(string message)
    {
        var isFromScript = Script().IsMatch(message);
        if (CodeOf(message) is { } code)
        {
            var (kind, text) = Known[code];
            var words = code is "NOPERM" && ForbiddenCommand().Match(message) is { Success: true } forbidden
                ? $"the Redis user may not run the command {forbidden.Groups[1].Value.ToUpperInvariant()}"
                : text;

            // A running script can be refused a key or a command in its middle. All other errors refuse its first write.
            return new ServerRefusal(kind, $"{words} ({code})", isFromScript && kind is RefusalKind.Forbidden);
        }

        if (UnknownCommand().Match(message) is { Success: true } unknown)
        {
            var command = unknown.Groups[1].Success ? unknown.Groups[1].Value.ToUpperInvariant() : "of a script";
            return new ServerRefusal(RefusalKind.Forbidden, $"it does not know the command {command}; it may be renamed or disabled", isFromScript);
        }

        if (AdminMode().IsMatch(message))
        {
            return new ServerRefusal(RefusalKind.Forbidden, "the connection does not allow the commands of administrators; add allowAdmin=true to it");
        }

        if (CommandMap().Match(message) is { Success: true } mapped)
        {
            return new ServerRefusal(RefusalKind.Forbidden, $"the command map of the connection disables {mapped.Groups[1].Value.ToUpperInvariant()}");
        }

        if (AccessInScript().IsMatch(message))
        {
            return new ServerRefusal(RefusalKind.Forbidden, "the Redis user may not do what the script does (NOPERM)", IsFromScript: true);
        }

        var name = Leading().Match(message) is { Success: true } leading ? leading.Value : "ERR";
        var line = Line().Match(message) is { Success: true } at ? $", at line {at.Groups[1].Value} of the script" : "";
        return new ServerRefusal(RefusalKind.Other, $"an error ({name}{line})", IsFromScript: true);
    }

    // A server before Redis 7 wraps the refusal of a script's command, and the client library adds words to a redirect.
    private static string? CodeOf(string message) => Leading().Match(message) switch
    {
        { Success: true, Value: not "ERR" and var code } => Known.ContainsKey(code) ? code : null,
        _ when UnknownCommand().IsMatch(message) => null,
        _ => Code().Matches(message).Select(static code => code.Value).FirstOrDefault(Known.ContainsKey),
    };

    [GeneratedRegex("^[A-Z][A-Z0-9]+(?= |$)")]
    private static partial Regex Leading();

    [GeneratedRegex(@"\b[A-Z]{3,}\b")]
    private static partial Regex Code();

    [GeneratedRegex(@"run the '([A-Za-z|_-]{1,40})'")]
    private static partial Regex ForbiddenCommand();

    [GeneratedRegex(@"[Uu]nknown (?:Redis )?command(?: '([A-Za-z|_.-]{1,40})'|.*from|.*)", RegexOptions.Singleline)]
    private static partial Regex UnknownCommand();

    [GeneratedRegex("ACL failure in script|can't (?:run this command|access at least one)")]
    private static partial Regex AccessInScript();

    [GeneratedRegex("unless admin mode is enabled")]
    private static partial Regex AdminMode();

    [GeneratedRegex("disabled in the command-map and cannot be used: ([A-Za-z]{1,40})")]
    private static partial Regex CommandMap();

    [GeneratedRegex("user_script|Error running script|call to f_")]
    private static partial Regex Script();

    [GeneratedRegex(@"user_script:(\d{1,6})")]
    private static partial Regex Line();
}
