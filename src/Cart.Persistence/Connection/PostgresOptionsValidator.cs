using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Cart.Persistence;

/// <summary>
/// Checks <see cref="PostgresOptions"/> and reports all faults at once. A connection string is never repeated: it may hold a
/// password.
/// </summary>
public sealed partial class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
{
    /// <summary>The section of the host's configuration that sets them.</summary>
    internal const string Section = "Cart:Postgres";

    private const string SchemaPattern = "^[a-z_][a-z0-9_]{0,62}$";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PostgresOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        if (options.DataSource is null && PostgresSettings.FaultOf(options.ConnectionString) is { } fault)
        {
            result.AddError(fault, nameof(options.ConnectionString));
        }

        if (!SchemaName().IsMatch(options.Schema ?? ""))
        {
            result.AddError($"{Section}:{nameof(options.Schema)} is '{options.Schema}'; it must match {SchemaPattern}.");
        }

        if (options.MaxCheckouts is < 1 or > 100_000)
        {
            result.AddError($"{Section}:{nameof(options.MaxCheckouts)} is {options.MaxCheckouts}; it must be between 1 and 100000.");
        }

        return result.Build();
    }

    // \z, because $ would let a line feed at the end pass.
    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z")]
    private static partial Regex SchemaName();
}
