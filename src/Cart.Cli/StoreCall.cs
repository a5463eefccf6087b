namespace Cart.Cli;

/// <summary>One call of a command on the stores.</summary>
/// <param name="Services">The engine on the stores that were asked for. No service of the host runs.</param>
/// <param name="Stores">Where the stores are.</param>
/// <param name="Json">Whether the answer is JSON.</param>
/// <param name="Output">Takes the answer.</param>
/// <param name="Error">Takes progress, and what went wrong.</param>
internal sealed record StoreCall(IServiceProvider Services, StoreSettings Stores, bool Json, TextWriter Output, TextWriter Error)
{
    /// <summary>Writes the answer: text for people, JSON for programs.</summary>
    /// <param name="text">The text, without an end of line.</param>
    /// <param name="json">What the JSON says; its names become lower case with underscores.</param>
    public void Answer(string text, object json) => Output.WriteLine(Json ? AnswerJson.Of(json) : text);

    /// <summary>Says what is wrong with what was asked for. Nothing was changed.</summary>
    /// <returns>The exit code.</returns>
    public int Refuse(string why)
    {
        Error.WriteLine(why);
        return ExitCode.BadInput;
    }

    /// <summary>Says what is not there.</summary>
    /// <returns>The exit code.</returns>
    public int Missing(string what)
    {
        Error.WriteLine(what);
        return ExitCode.NotFound;
    }
}
