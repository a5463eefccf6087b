using System.Globalization;
using System.Text.RegularExpressions;
using Cart.Engine;
using Cart.Testing;
using Npgsql;

namespace Cart.Cli.Tests;

public sealed partial class ServerReplayTests : ReplayContract
{
    [Fact]
    public async Task The_orders_in_the_tables_are_those_that_were_reported()
    {
        using var csv = RetailCsv.OfMixedRows(Prefix);

        await ReplayAsync(csv);

        await using var source = NpgsqlDataSource.Create(await PostgresServer.ConnectionStringAsync());
        await using var command = source.CreateCommand("""
            SELECT o.user_id, o.currency, o.total, l.object_id, l.quantity, l.unit_price
            FROM cart.orders o JOIN cart.order_lines l ON l.order_id = o.id
            WHERE o.cart_id = ANY($1) ORDER BY o.total, l.object_id
            """);
        command.Parameters.AddWithValue(CartIds());
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{reader[0]}|{reader[1]}|{reader[2]}|{reader[3]}|{reader[4]}|{reader[5]}"));
        }

        Assert.Equal(
            [
                "|GBP|15.00|BANK CHARGES|1|15.00",
                "13047.0|GBP|36.00|22632|100000|0.00",
                "13047.0|GBP|36.00|POST|2|18.00",
                "17850|GBP|49.84|71053|6|3.39",
                "17850|GBP|49.84|85123A|10|2.95",
            ],
            rows);
    }

    [Fact]
    public async Task Two_replays_at_once_place_every_order_once_and_whole()
    {
        using var csv = RetailCsv.OfInvoices(Prefix, 60, 20);

        var runs = await Task.WhenAll(ReplayAsync(csv), ReplayAsync(csv));

        Assert.All(runs, static run => AssertInvoices(run, 60, 20));
        Assert.Equal(60, runs.Sum(static run => run.GetProperty("placed").GetInt32()));
        Assert.Equal(60, await CountOrdersAsync());
    }

    [Fact]
    public async Task A_redis_that_goes_away_in_the_middle_ends_the_replay_and_the_next_one_completes_it()
    {
        using var csv = RetailCsv.OfInvoices(Prefix, 400, 20);
        await using var proxy = RedisProxy.Start(await RedisServer.ConnectionStringAsync());
        var postgres = await PostgresServer.ConnectionStringAsync();
        var broken = CommandLine.RunAsync("replay", csv.Path, "--redis", proxy.ConnectionString, "--postgres", postgres);
        while (await CountOrdersAsync() < 20)
        {
            Assert.False(broken.IsCompleted, "The replay ended too early.");
        }

        proxy.Stop();
        var run = await broken;

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Matches(RedisIsAway(), run.Error);
        AssertInvoices(await ReplayAsync(csv), 400, 20);
        Assert.Equal(400, await CountOrdersAsync());
    }

    [Fact]
    public async Task A_redis_that_is_away_is_told_in_one_line_within_seconds()
    {
        using var csv = RetailCsv.OfMixedRows(Prefix);
        await using var proxy = RedisProxy.Start(await RedisServer.ConnectionStringAsync());
        proxy.Stop();

        var run = await RunWithinSecondsAsync(
            "replay", csv.Path, "--json", "--redis", proxy.ConnectionString, "--postgres", await PostgresServer.ConnectionStringAsync());

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Matches(RedisIsAway(), run.Error);
        Assert.EndsWith("No order was placed.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_postgres_that_is_away_is_told_in_one_line_within_seconds_and_without_the_password()
    {
        using var csv = RetailCsv.OfMixedRows(Prefix);
        var postgres = "Host=127.0.0.1;Port=1;Username=shop;Password=hush";

        var run = await RunWithinSecondsAsync("replay", csv.Path, "--redis", await RedisServer.ConnectionStringAsync(), "--postgres", postgres);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.StartsWith("The orders could not be reached in PostgreSQL at 127.0.0.1:1, database shop: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("--postgres", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    protected override async Task<string[]> StoresAsync() =>
        ["--redis", await RedisServer.ConnectionStringAsync(), "--postgres", await PostgresServer.ConnectionStringAsync()];

    protected override async Task<long> CountOrdersAsync()
    {
        await using var source = NpgsqlDataSource.Create(await PostgresServer.ConnectionStringAsync());
        await using var exists = source.CreateCommand("SELECT to_regclass('cart.orders') IS NOT NULL");
        if (await exists.ExecuteScalarAsync(Cancellation) is false)
        {
            return 0;
        }

        await using var command = source.CreateCommand("SELECT count(*) FROM cart.orders WHERE cart_id = ANY($1)");
        command.Parameters.AddWithValue(CartIds());
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task<CommandLine> RunWithinSecondsAsync(params string[] arguments) =>
        await CommandLine.RunAsync(arguments).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

    private Guid[] CartIds() => [.. Enumerable.Range(1, 400).Select(number => CartId.DeriveFrom($"online-retail/{Prefix}{number}").ToGuid())];

    [GeneratedRegex(@"^The carts could not be reached in Redis at 127\.0\.0\.1:\d+: [^\n]+ (?:Start Redis, or correct|Check )[^\n]+\n$")]
    private static partial Regex RedisIsAway();
}
