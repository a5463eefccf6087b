using System.Globalization;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Cart.Faults;

/// <summary>What a server has counted: how often it ran each command, and how often it answered each error.</summary>
internal sealed partial class CommandCounts
{
    private readonly Dictionary<string, long> _counts;

    private CommandCounts(Dictionary<string, long> counts) => _counts = counts;

    /// <summary>The count of a command in small letters, or of an error in capitals.</summary>
    public long this[string name] => _counts.GetValueOrDefault(name);

    public static async Task<CommandCounts> OfAsync(IServer server) => new(
        Count().Matches(await server.InfoRawAsync("commandstats") + await server.InfoRawAsync("errorstats")).ToDictionary(
            static line => line.Groups[1].Value, static line => long.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture)));

    /// <summary>What was added since an earlier count.</summary>
    public CommandCounts Since(CommandCounts earlier) => new(_counts.ToDictionary(static count => count.Key, count => count.Value - earlier[count.Key]));

    [GeneratedRegex(@"^(?:cmdstat|errorstat)_([^:]+):(?:calls|count)=(\d+)", RegexOptions.Multiline)]
    private static partial Regex Count();
}
