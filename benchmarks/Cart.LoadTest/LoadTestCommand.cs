using System.CommandLine;

namespace Cart.LoadTest;

/// <summary>The command line of the load tests.</summary>
internal static class LoadTestCommand
{
    public static RootCommand Create() =>
        new("Compares the engine with plain ways to do the same, on real servers, in the same run.") { new TargetsCommand(), new RunCommand(), new GrowthCommand(), new HttpClientCommand() };
}
