namespace Cart.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    [InlineData("replay")]
    [InlineData("replay a.csv b.csv")]
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
    public async Task Help_of_replay_teaches_by_an_example()
    {
        var run = await CommandLine.RunAsync("replay", "--help");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("cart replay online-retail.csv --redis localhost:6379", run.Output, StringComparison.Ordinal);
        Assert.Contains("[default: 16]", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }
}
