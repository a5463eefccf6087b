using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;
using Cart.Redis;
using Microsoft.Data.Sqlite;
using StackExchange.Redis;

namespace Cart.Embedded;

/// <summary>
/// Checks the embedded server by the applicable Redis rules. It has no replicas, no <c>maxmemory</c> and no Redis settings, so advice about these is
/// left out. The server runs in this process or in that of a running shop.
/// </summary>
internal sealed class EmbeddedCartCheck(
    RedisLink link, RedisCheck redis, string dataDirectory, bool isInProcess, Func<string?> outage) : IStoreCheck
{
    private static readonly HashSet<string> OfRedisAlone = new(StringComparer.Ordinal)
    {
        "redis_replicas", "redis_memory", "redis_hash_limits", "redis_busy_threshold", "redis_cluster", "redis_fsync", "redis_last_write", "redis_clock",
    };

    public string Name => "embedded_carts";

    public async ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        if (outage() is { } why)
        {
            return
            [
                new CheckFinding(
                    Name, CheckLevel.Away, $"the embedded server does not run: {why}", "Carts can neither be read nor changed.",
                    "Make room on the disk; the server then starts again by itself within seconds."),
            ];
        }

        var findings = await redis.CheckAsync(context, cancellationToken).ConfigureAwait(false);
        var where = link.Current?.GetEndPoints().Select(EndPointCollection.ToString).ToList() ?? [];
        IEnumerable<CheckFinding> memory = isInProcess ? [EmbeddedMemory.Find(Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)] : [];
        return
        [
            .. findings.Where(static finding => !OfRedisAlone.Contains(finding.Name)).Select(finding => finding with { Found = Named(finding.Found, where) }),
            .. memory,
        ];
    }

    private string Named(string found, IEnumerable<string?> where) =>
        where.Aggregate(found, (text, endpoint) => string.IsNullOrEmpty(endpoint) ? text : text.Replace(endpoint, $"embedded server in {dataDirectory}", StringComparison.Ordinal));
}

/// <summary>Checks the memory of a process that holds its carts itself.</summary>
internal static class EmbeddedMemory
{
    private const double MostUsed = 0.8;

    // The available memory is that of the machine, or of its container.
    public static CheckFinding Find(long used, long available)
    {
        var found = string.Create(
            CultureInfo.InvariantCulture, $"the process uses {used / 1024 / 1024:N0} of {available / 1024 / 1024:N0} MiB; carts are in its memory");
        return used > MostUsed * available
            ? new CheckFinding(
                "embedded_memory",
                CheckLevel.Warn,
                found,
                "When no memory is left, the operating system ends the process. Acknowledged changes are on the disk.",
                "Give the process more memory, shorten Cart:TimeToLive, delete old carts with cart clean, or move the carts to Redis.")
            : new CheckFinding("embedded_memory", CheckLevel.Ok, found);
    }
}

/// <summary>Checks whether the disk has space for the files of the embedded stores.</summary>
internal sealed class EmbeddedDiskCheck(string dataDirectory) : IStoreCheck
{
    private const long LeastBytes = 256L * 1024 * 1024;

    /// <summary>Gets whether this check reports the directory, not another check of the same directory.</summary>
    internal bool IsTold { get; init; } = true;

    public string Name => "embedded";

    public ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        if (!IsTold)
        {
            return ValueTask.FromResult<ImmutableArray<CheckFinding>>([]);
        }

        var free = new DriveInfo(NearestExisting(dataDirectory)).AvailableFreeSpace;
        var found = $"{dataDirectory}: {(free / 1024 / 1024).ToString("N0", CultureInfo.InvariantCulture)} MiB are free";
        return ValueTask.FromResult<ImmutableArray<CheckFinding>>(
        [
            free < LeastBytes
                ? new CheckFinding(
                    "embedded_disk",
                    CheckLevel.Warn,
                    found,
                    "On a full disk neither carts nor orders can be changed.",
                    "Make room, or give the stores another directory.")
                : new CheckFinding("embedded_disk", CheckLevel.Ok, found),
        ]);
    }

    // At the first start the stores have not created their directory yet.
    private static string NearestExisting(string path)
    {
        var directory = new DirectoryInfo(path);
        while (!directory.Exists && directory.Parent is { } parent)
        {
            directory = parent;
        }

        return directory.FullName;
    }
}

/// <summary>Checks whether a newer program migrated the order file. A missing file is created on first use.</summary>
internal sealed class OrderFileCheck(string file) : IStoreCheck
{
    private const string Finding = "embedded_schema";

    public string Name => "embedded_orders";

    public ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ImmutableArray<CheckFinding>>(File.Exists(file) ? [Check()] : []);

    private CheckFinding Check()
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        if (SqliteMigrations.FindNewer(connection) is not { } newer)
        {
            return new(Finding, CheckLevel.Ok, $"{file}: no newer program migrated it");
        }

        var found = $"{file}: it is at {newer}, and this program knows scripts up to {SqliteMigrations.Newest}";
        return SqliteMigrations.OldestProgramOf(connection) > SqliteMigrations.NumberOf(SqliteMigrations.Newest)
            ? new(
                Finding,
                CheckLevel.Refuse,
                found,
                "The newer program declared that this one cannot use the file.",
                "Start the newer program, or restore the copy of before.")
            : new(
                Finding,
                CheckLevel.Warn,
                found,
                "The file still works with this program, but it does not know what is new in it.",
                "Start the newer program again soon.");
    }
}
