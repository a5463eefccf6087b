using System.Diagnostics;
using System.Text.Json;
using Cart.Testing;

namespace Cart.LoadTest.Tests;

public sealed class TargetTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1.0, 2.0 }, 2.0)]
    [InlineData(new[] { 4.0, 1.0, 2.0, 900.0 }, 3.0)]
    public void The_median_is_the_middle(double[] figures, double median) => Assert.Equal(median, Median.Of(figures));

    [Fact]
    public void There_is_no_median_of_nothing() => Assert.Throws<ArgumentException>(static () => Median.Of([]));

    [Fact]
    public void A_rule_holds_at_its_limit_and_not_beyond()
    {
        Assert.True(TargetRule.RatioAtLeast(0.9).IsMet(90, 100));
        Assert.False(TargetRule.RatioAtLeast(0.9).IsMet(89, 100));
        Assert.False(TargetRule.RatioAtLeast(0.9).IsMet(89, 0));
        Assert.True(TargetRule.RatioAtMost(2.5).IsMet(5, 2));
        Assert.False(TargetRule.RatioAtMost(2.5).IsMet(5.1, 2));
        Assert.True(TargetRule.DifferenceAtMost(1024).IsMet(2000, 1000));
        Assert.False(TargetRule.DifferenceAtMost(1024).IsMet(2100, 1000));
        Assert.False(TargetRule.ValueAtMost(320).IsMet(321, 728));
    }

    [Fact]
    public void Targets_are_found_by_their_ids()
    {
        Assert.Equal(["P3", "P5"], AllTargets.Find("p5, P3").Select(static target => target.Id));
        Assert.Equal(["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10"], AllTargets.Find(null).Select(static target => target.Id));
        Assert.Contains("P77", Assert.Throws<FormatException>(static () => AllTargets.Find("P1,P77")).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(static () => AllTargets.Find(","));
    }

    [Fact]
    public async Task The_command_prints_json_and_nothing_else()
    {
        var (exitCode, output, errors) = await RunAsync("targets", "--only", "P4,P9", "--rounds", "1", "--json", "--redis", await RedisServer.ConnectionStringAsync());

        Assert.True(exitCode == 0, errors);
        using var json = JsonDocument.Parse(output);
        var rows = json.RootElement.GetProperty("targets").EnumerateArray().ToDictionary(static row => row.GetProperty("id").GetString()!);
        Assert.Equal(["P4", "P4b", "P9", "P9b"], rows.Keys);
        foreach (var row in rows.Values)
        {
            var (value, reference) = (row.GetProperty("value").GetDouble(), row.GetProperty("reference").GetDouble());
            Assert.InRange(value, 1, double.MaxValue);
            Assert.Equal(value / reference, row.GetProperty("ratio").GetDouble(), 0.001);
            Assert.InRange(row.GetProperty("target").GetDouble(), 0.1, 1000);
        }

        Assert.Equal(rows["P4"].GetProperty("value").GetDouble() <= 320, rows["P4"].GetProperty("met").GetBoolean());
    }

    [Theory]
    [InlineData("targets", "--only", "P77")]
    [InlineData("run", "--scenario", "picnic")]
    public async Task What_is_not_there_is_refused_by_name(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(arguments);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(arguments[2], errors, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var token = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Cart.LoadTest.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(token), process.StandardError.ReadToEndAsync(token));
        await process.WaitForExitAsync(token);
        return (process.ExitCode, await output, await errors);
    }
}
