namespace Cart.Cli;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A store did not answer, or refused.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a file, or what was to be stored is wrong. Nothing was written.</summary>
    public const int BadInput = 2;

    /// <summary>There is no such cart, order or discount.</summary>
    public const int NotFound = 3;

    /// <summary>The doctor found something for which a host refuses to start.</summary>
    public const int Unfit = 4;

    /// <summary>Stopped by Ctrl-C: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}
