using System.Text.Json;

namespace Cart.Cli.Tests;

/// <summary>What a replay promises, on whatever stores it runs.</summary>
public abstract class ReplayContract
{
    /// <summary>What all invoice numbers of this test start with.</summary>
    protected string Prefix { get; } = RetailCsv.NewPrefix();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_replayed_once_however_often_it_is_run()
    {
        using var csv = RetailCsv.OfMixedRows(Prefix);

        var first = await ReplayAsync(csv);
        var second = await ReplayAsync(csv);

        AssertMixed(first, placed: RetailCsv.Mixed.Orders);
        AssertMixed(second, placed: 0);
    }

    [Fact]
    public async Task A_malformed_file_is_refused_and_nothing_of_it_is_written()
    {
        using var good = RetailCsv.OfMixedRows(Prefix);
        using var bad = RetailCsv.Of(await File.ReadAllTextAsync(good.Path, Cancellation) + $"{Prefix}8,22633,HAND WARMER,two,1/12/2010,1.85,,France\n");

        var refused = await CommandLine.RunAsync(["replay", bad.Path, .. await StoresAsync()]);

        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Equal("", refused.Output);
        Assert.Equal($"{bad.Path}, line 12, column Quantity: found 'two'; expected a whole number from -2147483648 to 2147483647.\n", refused.Error);
        AssertMixed(await ReplayAsync(good), placed: RetailCsv.Mixed.Orders);
    }

    [Fact]
    public async Task A_replay_that_was_killed_is_completed_by_the_next_one()
    {
        using var csv = RetailCsv.OfInvoices(Prefix, 400, 20);
        using (var child = ChildProcess.Start(["replay", csv.Path, .. await StoresAsync()]))
        {
            await child.WaitUntilAsync(async () => await CountOrdersAsync() >= 20, Cancellation);
            await child.KillAsync(Cancellation);
        }

        var result = await ReplayAsync(csv);

        Assert.InRange(result.GetProperty("already_placed").GetInt32(), 20, 399);
        AssertInvoices(result, 400, 20);
    }

    [Fact]
    public async Task A_replay_that_is_interrupted_ends_its_checkouts_and_says_that_the_next_one_continues()
    {
        using var csv = RetailCsv.OfInvoices(Prefix, 400, 20);
        using var child = ChildProcess.Start(["replay", csv.Path, .. await StoresAsync()]);
        await child.WaitUntilAsync(async () => await CountOrdersAsync() >= 20, Cancellation);

        var exitCode = await child.InterruptAsync(Cancellation);

        Assert.Equal(ExitCode.Cancelled, exitCode);
        Assert.Equal("", await child.Output);
        var placed = await CountOrdersAsync();
        Assert.Equal($"Stopped. This run placed {placed} orders and found 0 placed before; run the same command again to continue.\n", await child.Error);
        var result = await ReplayAsync(csv);
        Assert.Equal(placed, result.GetProperty("already_placed").GetInt32());
        AssertInvoices(result, 400, 20);
    }

    /// <summary>Names the stores on the command line.</summary>
    protected abstract Task<string[]> StoresAsync();

    /// <summary>Counts the orders of this test, past the tool; 0 before there is anything.</summary>
    protected abstract Task<long> CountOrdersAsync();

    protected async Task<JsonElement> ReplayAsync(RetailCsv csv)
    {
        var run = await CommandLine.RunAsync(["replay", csv.Path, "--json", .. await StoresAsync()]);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        return JsonElement.Parse(run.Output);
    }

    /// <summary>Checks the totals of a file of <see cref="RetailCsv.OfInvoices"/>.</summary>
    protected static void AssertInvoices(JsonElement result, int invoices, int rows)
    {
        Assert.Equal(invoices, result.GetProperty("orders").GetInt32());
        Assert.Equal(invoices, result.GetProperty("placed").GetInt32() + result.GetProperty("already_placed").GetInt32());
        Assert.Equal(invoices * (rows - 1), result.GetProperty("lines").GetInt32());
        Assert.Equal(invoices * rows, result.GetProperty("units").GetInt32());
        Assert.Equal(invoices * rows * 1.25m, decimal.Parse(result.GetProperty("total").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void AssertMixed(JsonElement result, int placed)
    {
        Assert.Equal(RetailCsv.Mixed.Orders, result.GetProperty("orders").GetInt32());
        Assert.Equal(RetailCsv.Mixed.Lines, result.GetProperty("lines").GetInt32());
        Assert.Equal(RetailCsv.Mixed.Units, result.GetProperty("units").GetInt32());
        Assert.Equal(RetailCsv.Mixed.Skipped, result.GetProperty("skipped").GetInt32());
        Assert.Equal(RetailCsv.Mixed.Total, result.GetProperty("total").GetString());
        Assert.Equal(placed, result.GetProperty("placed").GetInt32());
        Assert.Equal(RetailCsv.Mixed.Orders - placed, result.GetProperty("already_placed").GetInt32());
    }
}
