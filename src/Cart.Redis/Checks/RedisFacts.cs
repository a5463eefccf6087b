using System.Globalization;

namespace Cart.Redis;

/// <summary>What one server tells of itself. Nothing here asks anything, so the rules can be tried on the words of any product.</summary>
internal sealed record RedisFacts
{
    /// <summary>Which server it is, for the operator.</summary>
    public required string Where { get; init; }

    /// <summary>Whether real shoppers depend on it.</summary>
    public bool Production { get; init; }

    /// <summary>The fields of INFO.</summary>
    public required IReadOnlyDictionary<string, string> Info { get; init; }

    /// <summary>The settings that CONFIG tells; those that it does not tell are missing.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();

    /// <summary>Why CONFIG tells nothing; null when it does.</summary>
    public string? ConfigRefusal { get; init; }

    /// <summary>The fields of CLUSTER INFO; empty outside a cluster.</summary>
    public IReadOnlyDictionary<string, string> Cluster { get; init; } = new Dictionary<string, string>();

    /// <summary>How far the server's clock is ahead of the host's; null if it did not tell the time.</summary>
    public TimeSpan? Ahead { get; init; }

    /// <summary>What a script made of 10/2, 2^53 and 2^53-1; null if it did not run.</summary>
    public IReadOnlyList<string>? Numbers { get; init; }

    /// <summary>How many writes the append-only file had delayed when it was last looked at; null for never.</summary>
    public long? DelayedBefore { get; init; }

    public bool IsPrimary => Text("role") is "master";

    /// <summary>Whether it is still loading its data: then other facts, such as <c>aof_enabled</c>, are not true yet.</summary>
    public bool IsLoading => Number("loading") is 1 || Number("async_loading") is 1;

    public bool IsCluster => Number("cluster_enabled") is 1;

    /// <summary>The product, in lower case: redis, valkey, dragonfly, garnet.</summary>
    public string Product => this switch
    {
        _ when Info.ContainsKey("garnet_version") => "garnet",
        _ when Info.ContainsKey("dragonfly_version") => "dragonfly",
        _ when Info.ContainsKey("valkey_version") || Text("server_name") is "valkey" => "valkey",
        _ => "redis",
    };

    /// <summary>A field of INFO; null if the server does not have it.</summary>
    public string? Text(string field) => Info.GetValueOrDefault(field);

    /// <summary>A field of INFO that is a whole number; null if the server does not have it.</summary>
    public long? Number(string field) => ToNumber(Text(field));

    /// <summary>A setting; null if it is not told.</summary>
    public string? Setting(string name) => Config.GetValueOrDefault(name);

    public static long? ToNumber(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Reads the lines <c>name:value</c> of INFO or CLUSTER INFO. Headings and anything else are passed over.</summary>
    public static Dictionary<string, string> Parse(string? lines)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (lines ?? "").Split('\n', StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line[0] != '#')
            {
                fields[line[..colon]] = line[(colon + 1)..];
            }
        }

        return fields;
    }
}
