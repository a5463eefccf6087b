using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cart.Faults;
using Cart.Testing;
using StackExchange.Redis;
using YamlDotNet.Serialization;

namespace Cart.Cli.Tests;

/// <summary>The servers of compose.yaml, as far as they can be seen without Docker.</summary>
public sealed partial class ComposeTests
{
    private static readonly Dictionary<object, object?> File =
        new Deserializer().Deserialize<Dictionary<object, object?>>(System.IO.File.ReadAllText(Path.Combine(SourceTree.Root, "compose.yaml")));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("redis", "127.0.0.1:6379:6379", "redis-data:/data", "redis-cli ping")]
    [InlineData("postgres", "127.0.0.1:5432:5432", "postgres-data:/var/lib/postgresql/data", "pg_isready")]
    public void A_server_answers_this_machine_only_keeps_its_data_and_says_when_it_is_ready(string service, string port, string volume, string probe)
    {
        var server = Map(Map(File["services"])[service]);

        Assert.Equal([port], Texts(server["ports"]));
        Assert.Equal([volume], Texts(server["volumes"]));
        Assert.Contains(volume.Split(':')[0], Map(File["volumes"]).Keys);
        Assert.Contains(probe, Texts(Map(server["healthcheck"])["test"])[1], StringComparison.Ordinal);
        Assert.Matches(PinnedByMinor(), (string)server["image"]!);
    }

    [Fact]
    public async Task The_documentation_says_the_connection_strings_of_these_servers()
    {
        var database = Map(Map(Map(File["services"])["postgres"])["environment"]);
        var password = DefaultOfVariable().Match((string)database["POSTGRES_PASSWORD"]!).Groups[1].Value;
        var postgres = $"Host=localhost;Database={database["POSTGRES_DB"]};Username={database["POSTGRES_USER"]};Password={password}";

        foreach (var page in (string[])["README.md", "docs/operations.md"])
        {
            var text = await System.IO.File.ReadAllTextAsync(Path.Combine(SourceTree.Root, page), Cancellation);
            Assert.Contains("compose.yaml", text, StringComparison.Ordinal);
            Assert.Contains($"ConnectionStrings__Postgres='{postgres}'", text, StringComparison.Ordinal);
            Assert.Contains("ConnectionStrings__Redis=localhost:6379", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_doctor_finds_nothing_to_mend_in_a_redis_that_is_started_so_but_that_it_is_alone()
    {
        Assert.SkipUnless(RedisProcess.IsInstalled, "Needs redis-server as a program of this machine.");
        using var directory = new TemporaryDirectory();
        var port = LocalMachine.FreePort();
        var command = Texts(Map(Map(File["services"])["redis"])["command"]);
        using var redis = Process.Start(new ProcessStartInfo(
            command[0], [.. command[1..], "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", directory.Path, "--logfile", "redis.log"]))!;
        try
        {
            await Waiting.UntilAsync(() => AnswersAsync(redis, port), "the Redis of compose.yaml answers", Cancellation);

            var run = await CommandLine.RunAsync("doctor", "--json", "--redis", $"127.0.0.1:{port}");

            Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
            var faults = JsonDocument.Parse(run.Output).RootElement.GetProperty("findings").EnumerateArray()
                .Where(static finding => finding.GetProperty("level").GetString() is not "ok").Select(static finding => finding.GetProperty("name").GetString());
            Assert.Equal(["redis_replicas"], faults);
        }
        finally
        {
            redis.Kill();
            await redis.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> AnswersAsync(Process redis, int port)
    {
        Assert.False(redis.HasExited, "redis-server does not take the command of compose.yaml.");
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},connectRetry=1,connectTimeout=1000");
            return connection.IsConnected;
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }

    private static Dictionary<object, object?> Map(object? node) => (Dictionary<object, object?>)node!;

    private static string[] Texts(object? node) => [.. ((List<object?>)node!).Select(static item => (string)item!)];

    [GeneratedRegex(@"^\w+:\d+\.\d+(-alpine)?$")]
    private static partial Regex PinnedByMinor();

    [GeneratedRegex(@"^\$\{CART_POSTGRES_PASSWORD:-(\w+)\}$")]
    private static partial Regex DefaultOfVariable();
}
