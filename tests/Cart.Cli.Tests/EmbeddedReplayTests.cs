using Cart.Testing;
using Microsoft.Data.Sqlite;

namespace Cart.Cli.Tests;

public sealed class EmbeddedReplayTests : ReplayContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Data => Path.Combine(_directory.Path, "data");

    [Fact]
    public async Task A_malformed_file_does_not_even_make_the_data_directory()
    {
        using var csv = RetailCsv.OfRows("1,A,x,1,1/12/2010,-1,,UK");

        var run = await CommandLine.RunAsync(["replay", csv.Path, .. await StoresAsync()]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task The_sample_needs_no_file_and_is_the_one_of_the_repository()
    {
        var sample = await CommandLine.RunAsync(["replay", "--sample", "--json", .. await StoresAsync()]);
        var again = await CommandLine.RunAsync(
            ["replay", Path.Combine(SourceTree.Root, "samples/online-retail-100.csv"), "--json", .. await StoresAsync()]);

        Assert.Equal((ExitCode.Done, ""), (sample.ExitCode, sample.Error));
        var (first, second) = (System.Text.Json.JsonDocument.Parse(sample.Output).RootElement, System.Text.Json.JsonDocument.Parse(again.Output).RootElement);
        Assert.Equal(first.GetProperty("placed").GetInt32(), second.GetProperty("already_placed").GetInt32());
        Assert.Equal((0, first.GetProperty("total").GetString()), (second.GetProperty("placed").GetInt32(), second.GetProperty("total").GetString()));
    }

    [Fact]
    public async Task Without_json_a_table_is_printed_and_no_progress_bar_where_nobody_watches()
    {
        using var csv = RetailCsv.OfMixedRows(Prefix);

        var run = await CommandLine.RunAsync(["replay", csv.Path, .. await StoresAsync()]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.Equal(
            ["orders 3", "lines 5", "units 100,019", "rows skipped 2", "total 100.84", "already placed 0"],
            run.Output.Split('\n').Where(static line => line.StartsWith('│')).Take(6)
                .Select(static line => string.Join(' ', line.Split(['│', ' '], StringSplitOptions.RemoveEmptyEntries))));
        Assert.Contains($"carts in the embedded server, under {Data}; orders in the embedded database, under {Data}\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_used_is_named_in_one_line()
    {
        using var csv = RetailCsv.OfMixedRows(Prefix);
        await File.WriteAllTextAsync(Data, "no directory", Cancellation);

        var run = await CommandLine.RunAsync(["replay", csv.Path, .. await StoresAsync()]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.StartsWith($"The data directory {Data} cannot be used: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("No order was placed.\n", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Carts_of_one_run_with_the_orders_of_another_are_told_to_be_a_mismatch()
    {
        using var csv = RetailCsv.OfMixedRows(Prefix);
        await ReplayAsync(csv);
        foreach (var file in Directory.GetFiles(Data, "orders.db*"))
        {
            File.Delete(file);
        }

        var run = await CommandLine.RunAsync(["replay", csv.Path, .. await StoresAsync()]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("name the stores of the first run", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    protected override Task<string[]> StoresAsync() => Task.FromResult<string[]>(["--data", Data]);

    protected override async Task<long> CountOrdersAsync()
    {
        var file = Path.Combine(Data, "orders.db");
        if (!File.Exists(file))
        {
            return 0;
        }

        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE name = 'orders'";
        if (await command.ExecuteScalarAsync(Cancellation) is 0L)
        {
            return 0;
        }

        command.CommandText = "SELECT count(*) FROM orders";
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
