using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace Cart.LoadTest;

/// <summary>Where and how figures were measured, without which they say nothing.</summary>
/// <param name="Date">The day.</param>
/// <param name="Machine">Processor, cores and system.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="Redis">The version of Redis.</param>
/// <param name="Postgres">The version of PostgreSQL; null where it was not used.</param>
/// <param name="Command">The arguments of the run, without the servers, whose addresses may hold secrets.</param>
internal sealed record RunFacts(string Date, string Machine, string Runtime, string Redis, string? Postgres, string Command)
{
    private static readonly string[] OfServers = ["--redis", "--postgres"];

    public static async Task<RunFacts> ReadAsync(ServerAddresses addresses, CancellationToken cancellationToken)
    {
        await using var redis = await RedisSide.ConnectAsync(addresses);
        return new RunFacts(
            TimeProvider.System.GetUtcNow().ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}",
            RuntimeInformation.FrameworkDescription,
            await redis.VersionAsync(),
            addresses.Postgres is { } postgres ? await PostgresVersionAsync(postgres, cancellationToken) : null,
            "dotnet run -c Release --project benchmarks/Cart.LoadTest -- " + string.Join(' ', Arguments(Environment.GetCommandLineArgs()[1..])));
    }

    /// <summary>The facts by their names, for tables.</summary>
    public IEnumerable<(string Name, string Value)> Rows()
    {
        yield return ("Command", Command);
        yield return ("Date", Date);
        yield return ("Machine", Machine);
        yield return ("Runtime", Runtime);
        yield return ("Redis", Redis);
        if (Postgres is not null)
        {
            yield return ("PostgreSQL", Postgres);
        }
    }

    private static IEnumerable<string> Arguments(string[] arguments) => arguments.Where(
        (argument, place) => !OfServers.Contains(argument.Split('=')[0]) && (place == 0 || !OfServers.Contains(arguments[place - 1])));

    private static string Processor()
    {
        const string processors = "/proc/cpuinfo";
        var named = File.Exists(processors)
            ? File.ReadLines(processors).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return named?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static async Task<string> PostgresVersionAsync(string postgres, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand("SHOW server_version");
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
