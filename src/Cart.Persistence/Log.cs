using Microsoft.Extensions.Logging;

namespace Cart.Persistence;

/// <summary>The log messages of persistence: ids 3000 to 3999, no personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "The script {Script} was applied to the schema {Schema}.")]
    public static partial void ScriptApplied(this ILogger logger, string script, string schema);
}
