using System.Text.Json;
using Cart.Faults;
using Cart.Testing;
using Npgsql;

namespace Cart.Cli.Tests;

/// <summary>Bringing the tables of an empty PostgreSQL, and of a file, up to date.</summary>
public sealed class MigrateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_scripts_are_named_then_applied_and_then_there_is_nothing_to_do()
    {
        Assert.SkipUnless(PostgresProcess.IsInstalled, "Needs PostgreSQL as a program of this machine.");
        await using var postgres = await PostgresProcess.StartAsync(Cancellation);
        string[] scripts = [.. Directory.GetFiles(Path.Combine(SourceTree.Root, "src/Cart.Persistence/Schema"), "*.sql").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

        var dryRun = await MigrateAsync("--dry-run", "--json");
        var before = await HasOrdersAsync(postgres);
        var run = await MigrateAsync();
        var again = await MigrateAsync("--json");

        Assert.Equal(scripts, ScriptsOf(dryRun));
        Assert.False(before);
        Assert.Equal($"Applied {scripts.Length} script(s) to PostgreSQL at 127.0.0.1:{postgres.Port}, database postgres: {string.Join(", ", scripts)}.\n", run);
        Assert.True(await HasOrdersAsync(postgres));
        Assert.Empty(ScriptsOf(again));
        Assert.StartsWith("Nothing to apply: ", await MigrateAsync("--dry-run"), StringComparison.Ordinal);

        async Task<string> MigrateAsync(params string[] options)
        {
            var done = await CommandLine.RunAsync(["migrate", "--postgres", postgres.ConnectionString, .. options]);
            Assert.Equal((ExitCode.Done, ""), (done.ExitCode, done.Error));
            return done.Output;
        }
    }

    [Fact]
    public async Task A_file_brings_itself_up_to_date()
    {
        using var directory = new TemporaryDirectory();

        var run = await CommandLine.RunAsync("migrate", "--data", directory.Path);
        var dryRun = await CommandLine.RunAsync("migrate", "--dry-run", "--data", directory.Path);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.True(File.Exists(Path.Combine(directory.Path, "orders.db")));
        Assert.Equal((ExitCode.BadInput, ""), (dryRun.ExitCode, dryRun.Output));
        Assert.StartsWith("--dry-run needs --postgres", dryRun.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_postgres_that_is_away_is_told_in_one_line()
    {
        var run = await CommandLine.RunAsync("migrate", "--postgres", "Host=127.0.0.1;Port=1;Username=shop;Password=hush");

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("The orders could not be reached in PostgreSQL at 127.0.0.1:1, database shop: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", run.Error, StringComparison.Ordinal);
    }

    private static string[] ScriptsOf(string json) =>
        [.. JsonDocument.Parse(json).RootElement.GetProperty("scripts").EnumerateArray().Select(static script => script.GetString()!)];

    private static async Task<bool> HasOrdersAsync(PostgresProcess postgres)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand("SELECT to_regclass('cart.orders') IS NOT NULL");
        return (bool)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
