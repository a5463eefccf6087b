using System.Globalization;

namespace Cart.LoadTest;

/// <summary>Reads the section <c>commandstats</c> of Redis' <c>INFO</c>.</summary>
internal static class CommandStatistics
{
    /// <summary>The microseconds that some commands took, all calls together.</summary>
    /// <param name="statistics">Lines such as <c>cmdstat_evalsha:calls=2,usec=34,usec_per_call=17.00,…</c>.</param>
    /// <param name="commands">The commands, in lower case.</param>
    public static double Microseconds(string statistics, IReadOnlySet<string> commands)
    {
        var sum = 0.0;
        foreach (var line in statistics.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("cmdstat_", StringComparison.Ordinal) && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
                && commands.Contains(line["cmdstat_".Length..colon]))
            {
                var microseconds = line[(colon + 1)..].Split(',').First(static part => part.StartsWith("usec=", StringComparison.Ordinal));
                sum += double.Parse(microseconds["usec=".Length..], CultureInfo.InvariantCulture);
            }
        }

        return sum;
    }
}
