namespace Cart.Cli;

/// <summary>A retail file cannot be replayed as it is. The message says where, what stands there and what is expected.</summary>
internal sealed class RetailFileException : Exception
{
    /// <summary>The file as a whole is at fault.</summary>
    public RetailFileException(string file, string problem, Exception? innerException = null)
        : base($"{file}: {problem}", innerException)
    {
    }

    /// <summary>A record is at fault, or one column of it.</summary>
    public RetailFileException(string file, long line, string? column, string problem)
        : base(column is null ? $"{file}, line {line}: {problem}" : $"{file}, line {line}, column {column}: {problem}")
    {
    }
}
