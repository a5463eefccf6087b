using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Cart.Persistence;

/// <summary>
/// Checks <see cref="PostgresOptions"/> and reports all faults at once. A connection string is never repeated: it may hold a
/// password.
/// </summary>
public sealed partial class PostgresOptionsValidator : IValidateOptions<PostgresOptions>
{
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
            result.AddError($"is '{options.Schema}'; it must match {SchemaPattern}.", nameof(options.Schema));
        }

        if (options.MaxCheckouts is < 1 or > 100_000)
        {
            result.AddError($"is {options.MaxCheckouts}; it must be between 1 and 100000.", nameof(options.MaxCheckouts));
        }

        return result.Build();
    }

    // \z, because $ would let a line feed at the end pass.
    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z")]
    private static partial Regex SchemaName();
}
