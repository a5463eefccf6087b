using Npgsql;

namespace Extensions;

/// <summary>Takes mail, each once by what it is about; another program sends it.</summary>
public sealed class Mailbox(NpgsqlDataSource shop)
{
    public async Task AddAsync(string about, string recipient, string content, CancellationToken cancellationToken)
    {
        await using var command = shop.CreateCommand("INSERT INTO mail VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
        command.Parameters.AddWithValue(about);
        command.Parameters.AddWithValue(recipient);
        command.Parameters.AddWithValue(content);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
