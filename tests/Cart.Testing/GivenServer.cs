using DotNet.Testcontainers.Builders;

namespace Cart.Testing;

/// <summary>Finds a server for the tests: the one that a variable names, or else a container, one for each test process.</summary>
internal static class GivenServer
{
    /// <param name="variable">The variable of the environment that may name a server.</param>
    /// <param name="server">What kind of server the tests need.</param>
    /// <param name="form">What the variable holds.</param>
    /// <param name="startContainer">Starts a container, which Testcontainers removes after this process has ended.</param>
    public static async Task<string> OrContainerAsync(string variable, string server, string form, Func<Task<string>> startContainer)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            return given;
        }

        try
        {
            return await startContainer();
        }
        catch (DockerUnavailableException unavailable)
        {
            throw new InvalidOperationException(
                $"These tests need {server}, and Docker does not answer. Run ./test.sh, which starts a server, or set {variable} to {form}.",
                unavailable);
        }
    }
}
