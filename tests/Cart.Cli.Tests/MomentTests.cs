using System.Text.Json;
using Cart.Testing;

namespace Cart.Cli.Tests;

/// <summary>The dates of discounts on a command line, and where the tool looks for stores.</summary>
public sealed class MomentTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("2036-12-31", "2036-12-31T00:00:00Z", "2036-12-31T23:59:59.999999Z")]
    [InlineData("2036-12-31T08:00", "2036-12-31T08:00:00Z", "2036-12-31T08:00:00Z")]
    [InlineData("2036-12-31T08:00:30+02:00", "2036-12-31T06:00:30Z", "2036-12-31T06:00:30Z")]
    [InlineData("2036-12-31 --time-zone Europe/Berlin", "2036-12-30T23:00:00Z", "2036-12-31T22:59:59.999999Z")]
    [InlineData("2036-03-30 --time-zone Europe/Berlin", "2036-03-29T23:00:00Z", "2036-03-30T21:59:59.999999Z")]
    public async Task Dates_are_the_first_and_the_last_instant_of_their_day(string given, string first, string last)
    {
        var from = await CreateAsync("FROM", ["--valid-from", .. given.Split(' ')]);
        var until = await CreateAsync("UNTIL", ["--valid-until", .. given.Split(' ')]);

        Assert.Equal(first, JsonDocument.Parse(from.Output).RootElement.GetProperty("valid_from").GetString());
        Assert.Equal(last, JsonDocument.Parse(until.Output).RootElement.GetProperty("valid_until").GetString());
    }

    [Theory]
    [InlineData("5/6/2026")]
    [InlineData("31.12.2026")]
    [InlineData("2026-13-01")]
    [InlineData("2026-12-31 23:59")]
    [InlineData("tomorrow")]
    [InlineData("20261231")]
    public async Task A_date_that_is_not_ISO_8601_is_refused_with_the_form(string given)
    {
        var run = await CreateAsync("NEVER", ["--valid-until", given]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("2026-12-31T08:00Z", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_over_already_is_said_and_listed_as_expired()
    {
        var over = await CreateAsync("OVER", ["--valid-until", "2020-01-01"]);
        await CreateAsync("LATER", ["--valid-from", "2090-01-01"]);
        await CreateAsync("NOW", []);

        Assert.Contains("OVER is over already", over.Error, StringComparison.Ordinal);
        var list = (await CommandLine.RunAsync("discounts", "list", "--data", _directory.Path)).Output;
        Assert.Matches("(?m)^LATER .*scheduled$[^$]*^NOW .*active$[^$]*^OVER .*expired$", list);
    }

    [Theory]
    [InlineData("KWD", "1.255", "37.035", "1.255")]
    [InlineData("JPY", "500", "1000", "500")]
    [InlineData("CLF", "0.0001", "0", "0.0001")]
    [InlineData("EUR", "5.5", "0", "5.50")]
    public async Task Amounts_have_the_decimals_of_the_currency(string currency, string value, string least, string shown)
    {
        var run = await CreateAsync("AMOUNT", ["--type", "fixed", "--value", value, "--min-cart-value", least, "--currency", currency]);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(shown, JsonDocument.Parse(run.Output).RootElement.GetProperty("value").GetString());
        var refused = await CreateAsync("FINER", ["--type", "fixed", "--value", value + (value.Contains('.') ? "001" : ".5"), "--currency", currency]);
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("decimal places", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_without_a_store_says_so_and_makes_none()
    {
        var before = Directory.Exists("data");
        var run = await CommandLine.RunAsync("doctor");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("no store is named", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.Exists("data"));
    }

    private Task<CommandLine> CreateAsync(string code, string[] options) => CommandLine.RunAsync(
        ["discounts", "create", code, "--json", "--data", _directory.Path,
            .. options.Contains("--value") ? options : ["--value", "10", .. options]]);
}
