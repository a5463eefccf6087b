using Microsoft.Extensions.Logging;

namespace Cart.Persistence;

/// <summary>Defines the log messages of persistence: ids 3000 to 3999, without personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Information, "The script {Script} was applied to the schema {Schema}.")]
    public static partial void ScriptApplied(this ILogger logger, string script, string schema);

    [LoggerMessage(3002, LogLevel.Warning,
        "{Count} scripts for the schema {Schema} wait for another process that applies scripts ({Holder}), for at most {Seconds} s.")]
    public static partial void ScriptsWait(this ILogger logger, int count, string schema, string holder, double seconds);

    [LoggerMessage(3003, LogLevel.Warning,
        "The tables of orders could not be brought up to date: {Cause}. The host starts without them and is not ready; it tries again until it succeeds.")]
    public static partial void MigrationsPostponed(this ILogger logger, string cause);

    [LoggerMessage(3004, LogLevel.Information, "The tables of orders are up to date, {Seconds:F1} s after the start and after {Tries} tries.")]
    public static partial void MigrationsDone(this ILogger logger, double seconds, int tries);

    [LoggerMessage(3005, LogLevel.Critical, "The tables of orders cannot be brought up to date, so no order can be placed: {Cause}")]
    public static partial void MigrationsRefused(this ILogger logger, string cause);

    [LoggerMessage(3006, LogLevel.Error,
        "PostgreSQL refused to {Request}: {Cause}. Run cart doctor, which names missing rights, tables and encodings. The same refusal is not logged again for 10 minutes.")]
    public static partial void RequestRefused(this ILogger logger, string request, string cause);
}
