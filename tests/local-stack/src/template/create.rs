//! Makes the template's tables and queues exist. Doing it again changes nothing.

use aws_sdk_dynamodb::{
    Client as DynamoDb,
    error::BuildError,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
        Projection as SdkProjection, ProjectionType, StreamSpecification, StreamViewType,
        TimeToLiveSpecification, TimeToLiveStatus,
    },
};
use aws_sdk_sqs::{Client as Sqs, types::QueueAttributeName};
use serde_json::json;

use super::{Index, Key, Projection, Queue, Table, Template, kept_table::is_as_declared};
use crate::aws::ACCOUNT;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Which resource could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// What AWS's answer was.
    #[error("cannot create `{resource}`")]
    Refused {
        /// Its name.
        resource: String,
        /// The answer.
        source: Cause,
    },
    /// It is there already, with another key, other indexes or another stream.
    #[error(
        "the table `{0}` was kept from an older template, and is made otherwise now; `cargo stack --fresh` forgets \
         what was kept and begins anew"
    )]
    Outdated(String),
}

impl Template {
    /// Creates every table that does not exist yet, with stream, indexes and time to live. One that exists must be as it
    /// would be made.
    pub async fn create_tables(&self, dynamodb: &DynamoDb) -> Result<(), CreateError> {
        for table in &self.tables {
            let failed = |source| CreateError::Refused { resource: table.name.clone(), source };
            if !create_table(table, dynamodb).await.map_err(failed)? {
                return Err(CreateError::Outdated(table.name.clone()));
            }
        }
        Ok(())
    }

    /// Creates every queue that does not exist yet, and gives each the attributes the template says.
    pub async fn create_queues(&self, sqs: &Sqs, region: &str) -> Result<(), CreateError> {
        let failed = |queue: &Queue| {
            let resource = queue.name.clone();
            move |source: aws_sdk_sqs::Error| CreateError::Refused { resource, source: source.into() }
        };
        // All first: a redrive policy may name any of them.
        for queue in &self.queues {
            sqs.create_queue().queue_name(&queue.name).send().await.map_err(|e| failed(queue)(e.into()))?;
        }
        for queue in &self.queues {
            set_attributes(queue, sqs, region).await.map_err(failed(queue))?;
        }
        Ok(())
    }
}

/// Whether the table is now as the template says; not so if it was there and is another.
async fn create_table(table: &Table, dynamodb: &DynamoDb) -> Result<bool, Cause> {
    let request = dynamodb
        .create_table()
        .table_name(&table.name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attribute_definitions(table)?))
        .set_key_schema(Some(key_schema(&table.key)?))
        .set_global_secondary_indexes(indexes(table)?)
        .set_stream_specification(stream(table)?);
    match request.send().await.map_err(aws_sdk_dynamodb::Error::from) {
        Ok(_) => {}
        Err(aws_sdk_dynamodb::Error::ResourceInUseException(_)) => {
            let kept = dynamodb.describe_table().table_name(&table.name).send().await?;
            if !kept.table().is_some_and(|kept| is_as_declared(kept, table)) {
                return Ok(false);
            }
        }
        Err(error) => return Err(error.into()),
    }
    if let Some(attribute) = &table.ttl_attribute {
        enable_ttl(&table.name, attribute, dynamodb).await?;
    }
    Ok(true)
}

/// Asking to enable what is enabled is an error, so look first.
async fn enable_ttl(
    table: &str,
    attribute: &str,
    dynamodb: &DynamoDb,
) -> Result<(), aws_sdk_dynamodb::Error> {
    let current = dynamodb.describe_time_to_live().table_name(table).send().await?;
    let status = current.time_to_live_description().and_then(|ttl| ttl.time_to_live_status());
    if matches!(status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)) {
        return Ok(());
    }
    let specification = TimeToLiveSpecification::builder().enabled(true).attribute_name(attribute).build()?;
    dynamodb.update_time_to_live().table_name(table).time_to_live_specification(specification).send().await?;
    Ok(())
}

fn attribute_definitions(table: &Table) -> Result<Vec<AttributeDefinition>, BuildError> {
    let define = |(name, kind): (&String, &String)| {
        AttributeDefinition::builder().attribute_name(name).attribute_type(kind.as_str().into()).build()
    };
    table.attributes.iter().map(define).collect()
}

fn key_schema(key: &Key) -> Result<Vec<KeySchemaElement>, BuildError> {
    let element =
        |name: &String, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    let range = key.range.iter().map(|name| element(name, KeyType::Range));
    std::iter::once(element(&key.hash, KeyType::Hash)).chain(range).collect()
}

fn indexes(table: &Table) -> Result<Option<Vec<GlobalSecondaryIndex>>, BuildError> {
    let indexes: Vec<_> = table.indexes.iter().map(index).collect::<Result<_, _>>()?;
    Ok((!indexes.is_empty()).then_some(indexes))
}

fn index(index: &Index) -> Result<GlobalSecondaryIndex, BuildError> {
    let projection = SdkProjection::builder();
    let projection = match &index.projection {
        Projection::All => projection.projection_type(ProjectionType::All),
        Projection::KeysOnly => projection.projection_type(ProjectionType::KeysOnly),
        Projection::Include(names) => {
            projection.projection_type(ProjectionType::Include).set_non_key_attributes(Some(names.clone()))
        }
    };
    GlobalSecondaryIndex::builder()
        .index_name(&index.name)
        .set_key_schema(Some(key_schema(&index.key)?))
        .projection(projection.build())
        .build()
}

fn stream(table: &Table) -> Result<Option<StreamSpecification>, BuildError> {
    let Some(view) = &table.stream_view else { return Ok(None) };
    let view = StreamViewType::from(view.as_str());
    StreamSpecification::builder().stream_enabled(true).stream_view_type(view).build().map(Some)
}

async fn set_attributes(queue: &Queue, sqs: &Sqs, region: &str) -> Result<(), aws_sdk_sqs::Error> {
    let url = sqs.get_queue_url().queue_name(&queue.name).send().await?.queue_url.unwrap_or_default();
    let mut request = sqs
        .set_queue_attributes()
        .queue_url(url)
        .attributes(QueueAttributeName::VisibilityTimeout, queue.visibility.as_secs().to_string())
        .attributes(QueueAttributeName::MessageRetentionPeriod, queue.retention.as_secs().to_string())
        .attributes(QueueAttributeName::DelaySeconds, queue.delay.as_secs().to_string());
    if let Some(redrive) = &queue.redrive {
        let policy = json!({
            "deadLetterTargetArn": format!("arn:aws:sqs:{region}:{ACCOUNT}:{}", redrive.queue),
            "maxReceiveCount": redrive.max_receives,
        });
        request = request.attributes(QueueAttributeName::RedrivePolicy, policy.to_string());
    }
    request.send().await?;
    Ok(())
}
