namespace Cart.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    [InlineData("replay")]
    [InlineData("replay a.csv b.csv")]
    [InlineData("replay a.csv --sample")]
    [InlineData("carts list --prefix SHOP!")]
    [InlineData("carts list --redis localhost --redis-file x")]
    [InlineData("orders list --postgres Host=a --postgres-file x")]
    [InlineData("orders export --format xml")]
    [InlineData("discounts delete")]
    [InlineData("replay a.csv --frob")]
    [InlineData("replay a.csv --redis")]
    [InlineData("replay a.csv --data")]
    [InlineData("replay a.csv --concurrency 0")]
    [InlineData("replay a.csv --concurrency 257")]
    [InlineData("replay a.csv --concurrency -1")]
    [InlineData("replay a.csv --concurrency ten")]
    [InlineData("replay a.csv --concurrency 1.5")]
    [InlineData("replay a.csv --redis host=")]
    [InlineData("replay a.csv --redis localhost:port")]
    [InlineData("replay a.csv --postgres nonsense")]
    [InlineData("replay a.csv --postgres Database=shop")]
    [InlineData("replay a.csv --postgres Host=localhost;Port=many")]
    [InlineData("clean now")]
    [InlineData("clean --days")]
    [InlineData("clean --redis localhost:port")]
    [InlineData("doctor --frob")]
    [InlineData("doctor --postgres nonsense")]
    [InlineData("migrate now")]
    [InlineData("carts")]
    [InlineData("carts show")]
    [InlineData("carts show 42")]
    [InlineData("carts show 0F1E2D3C4B5A69788796A5B4C3D2E1F0")]
    [InlineData("export")]
    [InlineData("export 42")]
    [InlineData("orders")]
    [InlineData("orders show 42")]
    [InlineData("orders list --limit 0")]
    [InlineData("orders list --limit 1001")]
    [InlineData("orders list --cursor 42")]
    [InlineData("orders list --user=")]
    [InlineData("discounts")]
    [InlineData("discounts create")]
    [InlineData("discounts show a b")]
    [InlineData("discounts list --cursor=")]
    public async Task A_wrong_command_line_is_answered_with_what_to_look_at(string commandLine)
    {
        var run = await CommandLine.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.EndsWith("--help\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_cannot_be_read_is_named_with_what_is_expected()
    {
        var run = await CommandLine.RunAsync("replay", "a.csv", "--concurrency", "0", "--postgres", "Host=h;Password=hush;Port=x", "--redis", "");

        Assert.Contains("--concurrency is '0'; expected a whole number from 1 to 256.\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("--postgres cannot be read; expected an Npgsql connection string", run.Error, StringComparison.Ordinal);
        Assert.Contains("--redis cannot be read; expected HOST:PORT", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such.csv", "there is no such file")]
    [InlineData("no-such-directory/no-such.csv", "there is no such file")]
    [InlineData("/", "the file cannot be read")]
    public async Task A_file_that_cannot_be_read_is_named_with_what_to_give(string file, string problem)
    {
        var run = await CommandLine.RunAsync("replay", file);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith($"{file}: {problem}", run.Error, StringComparison.Ordinal);
        Assert.Contains("Give the path of a CSV file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_commands()
    {
        var run = await CommandLine.RunAsync("--help");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("replay <FILE>", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_subcommand_is_answered_with_its_whole_path()
    {
        var run = await CommandLine.RunAsync("orders", "show", "42");

        Assert.Equal("'42' is no id of an order; expected one such as 0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11.\nSee: cart orders show --help\n", run.Error);
    }

    [Theory]
    [InlineData("clean", "cart clean --days 30 --redis localhost:6379", "130")]
    [InlineData("doctor", "cart doctor --redis localhost:6379 --postgres", "4")]
    [InlineData("migrate", "cart migrate --dry-run", "2")]
    [InlineData("carts list", "cart carts list --limit 20", "2")]
    [InlineData("carts show", "cart carts show 0f1e", "3")]
    [InlineData("orders export", "cart orders export --format csv", "2")]
    [InlineData("discounts delete", "cart discounts delete SUMMER25", "3")]
    [InlineData("export", "cart export 0f1e", "3")]
    [InlineData("orders list", "cart orders list --user alice", "3")]
    [InlineData("orders show", "cart orders show 0198", "3")]
    [InlineData("discounts list", "cart discounts list --data data", "2")]
    [InlineData("discounts show", "cart discounts show SUMMER25", "3")]
    [InlineData("discounts create", "cart discounts create TAKE5 --type fixed", "2")]
    [InlineData("discounts update", "cart discounts update SUMMER25 --valid-until none", "3")]
    [InlineData("discounts disable", "cart discounts disable SUMMER25", "3")]
    public async Task Help_of_every_command_teaches_by_examples_and_exit_codes(string command, string example, string exitCode)
    {
        var run = await CommandLine.RunAsync([.. command.Split(' '), "--help"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains($"  {example}", run.Output, StringComparison.Ordinal);
        Assert.Matches($"(?s)Exit codes:\n  0 .*\n  {exitCode} ", run.Output);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
        Assert.Contains("--redis", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_replay_teaches_by_an_example()
    {
        var run = await CommandLine.RunAsync("replay", "--help");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("cart replay online-retail.csv --redis localhost:6379", run.Output, StringComparison.Ordinal);
        Assert.Contains("[default: 16]", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData("doctr", "'doctr' is not a command or option of cart. Did you mean doctor?\nSee: cart --help\n")]
    [InlineData("order list", "'order' is not a command or option of cart. Did you mean orders?\n")]
    [InlineData("orders lst", "'lst' is not a command or option of cart orders. Did you mean list?\n")]
    [InlineData("doctor --postgress x", "'--postgress' is not a command or option of cart doctor. Did you mean --postgres?\n")]
    [InlineData("frobnicate", "'frobnicate' is not a command or option of cart.\n")]
    public async Task A_mistyped_word_is_named_first_with_the_word_that_was_meant(string commandLine, string said)
    {
        var run = await CommandLine.RunAsync(commandLine.Split(' '));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith(said, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Required command", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("orders --help")]
    [InlineData("doctor --help")]
    [InlineData("discounts create --help")]
    [InlineData("replay --help")]
    public async Task Help_is_wrapped(string commandLine)
    {
        var run = await CommandLine.RunAsync(commandLine.Split(' '));

        Assert.All(run.Output.Split('\n'), static line => Assert.InRange(line.Length, 0, 100));
    }

    [Theory]
    [InlineData("no-such-file", "--redis-file: no-such-file cannot be read")]
    [InlineData("nonsense", "--redis-file: the content of ")]
    public async Task A_file_with_a_connection_string_that_cannot_be_read_is_named_and_not_repeated(string content, string said)
    {
        using var directory = new Cart.Testing.TemporaryDirectory();
        var path = content;
        if (content == "nonsense")
        {
            path = Path.Combine(directory.Path, "redis");
            await File.WriteAllTextAsync(path, "localhost:hush-hush", TestContext.Current.CancellationToken);
        }

        var run = await CommandLine.RunAsync("carts", "list", "--redis-file", path);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith(said, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", run.Error, StringComparison.Ordinal);
    }
}
